// SPDX-License-Identifier: Apache-2.0
// The state of a tile at the start of a case.
#pragma once

#include "workloads/climate/kernel/case.hpp"
#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/grid.hpp"

namespace sluice::climate {

/// Cell averages of the disturbed atmosphere, by Gauss-Legendre quadrature. The halo is left zero.
/// Pressure, and with it rho theta, is that of the air at rest: warm air is thin.
Fields initial_state(const Case& which, const Grid& grid, const Tile& tile);

}  // namespace sluice::climate
