// SPDX-License-Identifier: Apache-2.0
// The kernel on one tile that is the whole mesh: what the tests of its physics run on.
#pragma once

#include <vector>

#include "workloads/climate/kernel/case.hpp"
#include "workloads/climate/kernel/diagnostics.hpp"
#include "workloads/climate/kernel/solver.hpp"

namespace sluice::climate {

/// Air at rest, nothing happens.
Case quiet_case(double length, double height, Sounding sounding, double wind = 0);

/// A known case by name, at another resolution.
Solver solver_for(const Case& which, int nx, int nz);

/// Runs for `duration` s in equal steps no longer than `share` of the stable one.
void run(Solver& solver, const Case& which, double duration, double share = 1);

/// All of the mesh, row by row from the ground.
std::vector<double> theta(const Solver& solver);
Totals totals(const Solver& solver);

}  // namespace sluice::climate
