// SPDX-License-Identifier: Apache-2.0
// What the flow looks like beyond a rigid wall.
//
// Velocity through the wall is mirrored with its sign reversed. Everything else is continued by the parabola
// through the three averages next to the wall: mirroring would put a kink into the density of a stratified
// channel.
#pragma once

#include "workloads/climate/kernel/strip_view.hpp"
#include "workloads/climate/kernel/sweep.hpp"

namespace sluice::climate {

/// Fills rows -1, ..., -kReach from the first rows above the ground.
void extend_below_ground(const StripView<double>& rows, Columns columns);

/// Fills rows nz, ..., nz + kReach - 1 from the last rows below the lid.
void extend_above_lid(const StripView<double>& rows, int nz, Columns columns);

}  // namespace sluice::climate
