// SPDX-License-Identifier: Apache-2.0
// The numbers of a run in the plane that a person wants to see, printed alike after the run and from its
// file.
#pragma once

#include "workloads/climate/facts.hpp"
#include "workloads/climate/kernel/grid.hpp"

namespace sluice::climate {

/// The totals and extremes of one moment.
struct Moment {
    double time;              // s
    double mass, energy;      // kg m-1, J m-1
    double coldest, warmest;  // extremes of theta', K
    double fastest;           // largest |w|, m s-1
};

/// To standard output, "name: value" lines.
void print(const RunFacts& facts, const Grid& grid, const Moment& start, const Moment& end);

}  // namespace sluice::climate
