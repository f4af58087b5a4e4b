// SPDX-License-Identifier: Apache-2.0
// All that a run needs to go on later on any number of ranks and end with the same digits and the same
// results file.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "workloads/climate/kernel/solver.hpp"
#include "workloads/climate/results.hpp"
#include "workloads/climate/summary.hpp"

namespace sluice::climate {

/// How far a run has come. Steps have equal length from one record to the next.
struct Position {
    double time = 0;         // s
    double last_record = 0;  // s
    std::int64_t steps = 0;  // since the start
    std::int64_t steps_since_record = 0;
    std::int64_t next_record = 1;  // number of the record that the run is on its way to
    Moment start{};
};

/// What was written to the results file so far is kept as well: a file that was not completed is lost in a
/// kill.
using Records = std::vector<Record>;

/// Replaces the checkpoint at `path`. Collective, like load. Throws io::Error.
void save_checkpoint(const std::filesystem::path& path, const std::string& parameters,
                     const Position& position, const Solver& solver, const Records& records, MPI_Comm comm);

/// False if there is none. Throws std::runtime_error if it belongs to a run with other parameters.
bool load_checkpoint(const std::filesystem::path& path, const std::string& parameters, Position& position,
                     Solver& solver, Records& records, MPI_Comm comm);

}  // namespace sluice::climate
