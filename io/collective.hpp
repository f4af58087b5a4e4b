// SPDX-License-Identifier: Apache-2.0
// Small agreements between the ranks that share a file. Every call is collective.
#pragma once

#include <mpi.h>

#include <functional>
#include <string>
#include <vector>

#include "io/block.hpp"

namespace sluice::io {

int rank_in(MPI_Comm comm);
int size_of(MPI_Comm comm);

/// Rank 0's text, on every rank.
std::string from_root(MPI_Comm comm, std::string text);

/// The texts of all ranks, in the order of the ranks, on every rank.
std::vector<std::string> from_all(MPI_Comm comm, const std::string& text);

/// The largest value of each entry over the ranks.
Extents largest_of(MPI_Comm comm, Extents values);

/// Runs `action` on rank 0. If it throws there, every rank throws Error with the same text.
void on_root(MPI_Comm comm, const std::function<void()>& action);

}  // namespace sluice::io
