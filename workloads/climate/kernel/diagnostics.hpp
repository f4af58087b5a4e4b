// SPDX-License-Identifier: Apache-2.0
// The few numbers that tell whether a run is right: totals that must be conserved, and extremes.
#pragma once

#include <span>
#include <vector>

#include "workloads/climate/kernel/background.hpp"
#include "workloads/climate/kernel/exact_sum.hpp"
#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/grid.hpp"

namespace sluice::climate {

/// Of one tile, or of several taken together. Totals are per metre of the direction that is not resolved.
struct Totals {
    ExactSum mass;    // kg m-1
    ExactSum energy;  // J m-1: internal, potential and kinetic
    double coldest;   // smallest theta', K
    double warmest;   // largest theta', K
    double fastest;   // largest |w|, m s-1; infinite if the flow is not finite everywhere
};

Totals totals(const Fields& state, const Background& background, const Grid& grid, const Tile& tile);

/// Potential temperature minus that of the air at rest, K, on the cells of the tile, row by row from the
/// ground.
std::vector<double> theta_perturbation(const Fields& state, const Background& background);

/// Momentum over density, m s-1, in the same order. `momentum` is momentum_x or momentum_z.
std::vector<double> velocity(const Fields& state, const Background& background, Quantity momentum);

/// rho', kg m-3, in the same order.
std::vector<double> density_perturbation(const Fields& state);

}  // namespace sluice::climate
