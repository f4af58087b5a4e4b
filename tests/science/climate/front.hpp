// SPDX-License-Identifier: Apache-2.0
// How far a density current has come.
#pragma once

#include "workloads/climate/kernel/solver.hpp"

namespace sluice::climate {

/// Where theta' = -1 K beside the ground, furthest to the right, from the middle of the plane, m.
double front(const Solver& solver);

}  // namespace sluice::climate
