// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/solver.hpp"

#include <utility>

#include "workloads/climate/kernel/decomposition.hpp"
#include "workloads/climate/sphere/planet.hpp"

namespace sluice::climate::sphere {

/// new = state + kept_share (kept - state) + slope dt d/dt(state): shares that add up to one without
/// rounding, or mass would change a little in each step, always to the same side.
struct Solver::Stage {
    double kept_share, slope;
    bool keeps;  // the state before it, for the stages that follow
};

Solver::Solver(const Problem& problem, double angle, int per_edge, const std::vector<int>& first_of_rank,
               int rank)
    : problem_{problem},
      angle_{angle},
      mesh_{per_edge},
      part_{first_of_rank[rank], first_of_rank[rank + 1] - first_of_rank[rank]},
      geometry_{mesh_, part_, problem, angle},
      neighbours_{mesh_, part_, first_of_rank},
      scheme_{mesh_, problem},
      kept_(static_cast<std::size_t>(part_.blocks())),
      traces_{neighbours_.trace_points()},
      next_traces_{neighbours_.trace_points()} {
    restore(initial_state(problem, angle, mesh_, part_));
}

void Solver::restore(State state) {
    state_ = std::move(state);
    for (int block = 0; block < part_.blocks(); ++block)
        trace(state_[block], geometry_.nodes[block], block, traces_);
}

BlockView Solver::view(int block) const {
    return {state_[block], geometry_.nodes[block], geometry_.faces[block], traces_, neighbours_, block};
}

[[gnu::noinline]] void Solver::advance(int block, const Stage& stage, double dt) {
    BlockState rate;
    tendency(scheme_, view(block), rate);
    BlockState& state = state_[block];
    BlockState& kept = kept_[block];
    const double slope = stage.slope * dt;
    const auto update = [&](Values& value, Values& old, const Values& change) {
        if (stage.keeps) old = value;
        for (int n = 0; n < kElementNodes; ++n) {
            value[n] += stage.kept_share * (old[n] - value[n]) + slope * change[n];
        }
    };
    update(state.depth, kept.depth, rate.depth);
    update(state.along_a, kept.along_a, rate.along_a);
    update(state.along_b, kept.along_b, rate.along_b);
    trace(state, geometry_.nodes[block], block, next_traces_);
}

void Solver::step(double dt, Exchange& exchange) {
    constexpr std::array kStages{Stage{0, 1, true}, Stage{0.75, 0.25, false}, Stage{1.0 / 3, 2.0 / 3, false}};
    for (const Stage& stage : kStages) {
        exchange.start(traces_);
        for (const int block : neighbours_.inner_blocks()) advance(block, stage, dt);
        exchange.finish(traces_);
        for (const int block : neighbours_.outer_blocks()) advance(block, stage, dt);
        std::swap(traces_, next_traces_);
    }
}

std::vector<Values> Solver::vorticity(Exchange& exchange) {
    exchange.start(traces_);
    exchange.finish(traces_);
    std::vector<Values> zeta(state_.size());
    for (int block = 0; block < part_.blocks(); ++block) sphere::vorticity(scheme_, view(block), zeta[block]);
    return zeta;
}

std::vector<int> share_elements(int per_edge, int ranks) {
    const int elements = kPanels * per_edge * per_edge;
    std::vector<int> first;
    for (int rank = 0; rank < ranks; ++rank) first.push_back(share_of(elements, ranks, rank).first);
    first.push_back(elements);
    return first;
}

State initial_state(const Problem& problem, double angle, const Mesh& mesh, const Part& part) {
    State state(static_cast<std::size_t>(part.blocks()));
    for (int n = 0; n < part.blocks() * kLanes; ++n) {
        const int lane = n % kLanes;
        BlockState& block = state[n / kLanes];
        for (int node = 0; node < kElementNodes; ++node) {
            const OnPanel at = mesh.node(part.element(n / kLanes, lane), node % kNodes, node / kNodes);
            const auto [along_a, along_b] = tangents_at(at);
            const Flow flow = problem.initial(point_at(at), angle);
            block.depth[node][lane] = flow.depth;
            block.along_a[node][lane] = kRadius * dot(along_a, flow.wind);
            block.along_b[node][lane] = kRadius * dot(along_b, flow.wind);
        }
    }
    return state;
}

double stable_time_step(const Problem& problem, int per_edge) {
    const double width = kRadius * Mesh{per_edge}.width();
    return 0.07 * width / problem.fastest;
}

}  // namespace sluice::climate::sphere
