// SPDX-License-Identifier: Apache-2.0
// What a run needs to go on: the state of every valuation that was begun.
#pragma once

#include <mpi.h>

#include <filesystem>
#include <vector>

#include "workloads/montecarlo/kernel/valuation.hpp"

namespace sluice::montecarlo {

/// One for each valuation begun, the last of them perhaps not done. Collective.
void save_states(const std::filesystem::path& file, const std::string& job,
                 const std::vector<Valuation::State>& states, MPI_Comm comm);

/// Empty if there is no such file. Throws io::Error if it belongs to another job. Collective.
std::vector<Valuation::State> load_states(const std::filesystem::path& file, const std::string& job,
                                          MPI_Comm comm);

}  // namespace sluice::montecarlo
