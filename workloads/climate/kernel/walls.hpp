// SPDX-License-Identifier: Apache-2.0
// Values in the halo below the ground and above the lid.
//
// Density, horizontal momentum and heat are continued by the parabola through the three nearest averages,
// vertical momentum is mirrored with its sign reversed. A cubic is unstable here for gravity waves in a
// stratified channel.
#pragma once

#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/grid.hpp"

namespace sluice::climate {

/// Fills the first kReach rows beyond the walls that the tile touches, on every column of the halo.
void extend_beyond_walls(Fields& state, const Tile& tile);

}  // namespace sluice::climate
