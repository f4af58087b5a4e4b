// SPDX-License-Identifier: Apache-2.0
// A run from start to end: steps, records, progress, summary.
#pragma once

#include <mpi.h>

#include "workloads/climate/options.hpp"

namespace sluice::climate {

/// Runs on all ranks of `comm`. Returns the exit code: 0, 2 if the ranks are too many for the mesh, 128 plus
/// the signal that ended the run early. Throws if the flow becomes infinite or a file cannot be written.
int simulate(const RunOptions& options, MPI_Comm comm);

}  // namespace sluice::climate
