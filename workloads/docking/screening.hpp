// SPDX-License-Identifier: Apache-2.0
// Docks the ligands of a library on all ranks.
#pragma once

#include <mpi.h>

#include "workloads/docking/library.hpp"
#include "workloads/docking/options.hpp"

namespace sluice::docking {

/// Returns the exit code of the run. Collective.
int screen(const ScreenOptions& options, const Library& library, MPI_Comm comm);

/// Prints the scores of the ligands where they are.
void print_scores(const Library& library);

}  // namespace sluice::docking
