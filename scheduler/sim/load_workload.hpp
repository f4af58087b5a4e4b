// SPDX-License-Identifier: Apache-2.0
//
// A workload from a file: a job file if its name ends in .yaml or .yml, else a trace.
#pragma once

#include <string>

#include "scheduler/model/error.hpp"
#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

/// The error's detail is complete, with file and line; of a job file one line for each mistake.
Result<Workload> load_workload(const std::string& path);

}  // namespace sluice::sim
