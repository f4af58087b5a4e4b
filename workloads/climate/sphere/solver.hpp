// SPDX-License-Identifier: Apache-2.0
// Steps the flow on a part of the sphere through time.
//
// Knows no MPI: whoever owns the part exchanges traces with its partners.
#pragma once

#include "workloads/climate/sphere/geometry.hpp"
#include "workloads/climate/sphere/state.hpp"
#include "workloads/climate/sphere/tendency.hpp"
#include "workloads/climate/sphere/traces.hpp"

namespace sluice::climate::sphere {

/// Sends traces to partners and receives theirs. Between the two calls the solver computes what needs none.
class Exchange {
  public:
    Exchange() = default;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    virtual ~Exchange() = default;

    virtual void start(const Traces& traces) = 0;
    virtual void finish(Traces& traces) = 0;
};

/// For a part that is the whole sphere.
class NoExchange final : public Exchange {
    void start(const Traces&) override {}
    void finish(Traces&) override {}
};

class Solver {
  public:
    /// Starts from the problem's initial flow. `first_of_rank` as for Neighbours, `rank` is this one's.
    Solver(const Problem& problem, double angle, int per_edge, const std::vector<int>& first_of_rank,
           int rank);

    /// Advances by dt seconds; dt must not exceed stable_time_step().
    void step(double dt, Exchange& exchange);

    /// Relative vorticity at all nodes, s-1.
    std::vector<Values> vorticity(Exchange& exchange);

    /// Goes on from these values instead.
    void restore(State state);

    const Problem& problem() const { return problem_; }
    double angle() const { return angle_; }
    const Mesh& mesh() const { return mesh_; }
    const Part& part() const { return part_; }
    const Geometry& geometry() const { return geometry_; }
    const Neighbours& neighbours() const { return neighbours_; }
    const State& state() const { return state_; }

  private:
    struct Stage;

    void advance(int block, const Stage& stage, double dt);
    BlockView view(int block) const;

    const Problem& problem_;
    double angle_;
    Mesh mesh_;
    Part part_;
    Geometry geometry_;
    Neighbours neighbours_;
    Scheme scheme_;
    State state_, kept_;
    Traces traces_, next_traces_;
};

/// The first element of each rank and the number of all at the end; parts differ by one at most.
std::vector<int> share_elements(int per_edge, int ranks);

/// The initial flow at the nodes.
State initial_state(const Problem& problem, double angle, const Mesh& mesh, const Part& part);

/// The longest stable step in seconds.
double stable_time_step(const Problem& problem, int per_edge);

}  // namespace sluice::climate::sphere
