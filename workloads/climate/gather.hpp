// SPDX-License-Identifier: Apache-2.0
// From numbers on each rank to numbers for the whole mesh. Every call is collective.
#pragma once

#include <mpi.h>

#include <vector>

#include "workloads/climate/kernel/diagnostics.hpp"
#include "workloads/climate/kernel/grid.hpp"

namespace sluice::climate {

/// Of all ranks together, on every rank; the same to the last bit for any number of ranks.
ExactSum sum_over(MPI_Comm comm, const ExactSum& mine);

/// Of all tiles together, on every rank; the same to the last bit for any number of ranks.
Totals combine(MPI_Comm comm, const Totals& of_tile);

/// A field, row by row from the ground, on rank 0; empty on the others.
std::vector<double> gather_field(MPI_Comm comm, const Grid& grid, const Tile& tile,
                                 const std::vector<double>& of_tile);

}  // namespace sluice::climate
