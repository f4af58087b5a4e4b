// SPDX-License-Identifier: Apache-2.0
//
// All decisions of a simulation as one text, and its checksum: two schedules are the same exactly when these
// are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scheduler/sim/results.hpp"
#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

/// The jobs that ran, by ascending number; tasks of an array by their numbers.
std::vector<JobIndex> jobs_that_ran(const Workload& workload, const Results& results);

/// `<job number> <start>` for each, in seconds since the beginning of the trace.
std::string starts_text(const Workload& workload, const Results& results);

/// SHA-256 in hexadecimal.
std::string checksum(std::string_view text);

}  // namespace sluice::sim
