// SPDX-License-Identifier: Apache-2.0
// A run from start to end: valuations one after another, checkpoints, progress, results.
#pragma once

#include <mpi.h>

#include "workloads/montecarlo/options.hpp"

namespace sluice::montecarlo {

/// Runs on all ranks of `comm`. Returns the exit code: 0, 75 if a signal ended the run and the checkpoint is
/// written, 128 + the signal's number if there is none to write. Throws if a file cannot be read or written.
int simulate(const RunOptions& options, MPI_Comm comm);

}  // namespace sluice::montecarlo
