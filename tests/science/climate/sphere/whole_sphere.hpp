// SPDX-License-Identifier: Apache-2.0
// The sphere's kernel on one part that is everything: what the tests of its physics run on.
#pragma once

#include <vector>

#include "workloads/climate/sphere/diagnostics.hpp"
#include "workloads/climate/sphere/map.hpp"

namespace sluice::climate::sphere {

inline constexpr double kDay = 86400;  // s

/// A flow that has begun at t = 0.
class Globe {
  public:
    Globe(const Problem& problem, int elements, double angle = 0);

    /// Goes on for this many days, in equal steps no longer than `share` of the stable one.
    void run(double days, double share = 1);

    Means means() const;
    Extremes extremes() const;
    MapValues map(const MapGrid& grid) const;
    const Solver& solver() const { return solver_; }

  private:
    Totals measured() const;

    mutable NoExchange alone_;
    mutable Solver solver_;
    State initial_;
};

const Problem& problem(const char* name);

/// Square root of the mean square over the sphere of a field on a map; of a minus b if there is a b.
double norm(const MapGrid& grid, const std::vector<double>& a, const std::vector<double>& b = {});

double largest_magnitude(const std::vector<double>& values);

}  // namespace sluice::climate::sphere
