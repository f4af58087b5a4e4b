// SPDX-License-Identifier: Apache-2.0
//
// Sluice's own description of a workload: a YAML list with one map for each job. `submit` and `run` say when
// it comes and how long it takes; everything else is in the words of sbatch's long options and means what it
// means there.
//
//     - submit: 10m
//       run: 1h
//       user: alice
//       nodes: 2-4
//       time: 2:00:00
//       dependency: afterok:1
//
// Dependencies name jobs by the key `job`, which is the place in the list unless said otherwise.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "scheduler/config/diagnostic.hpp"
#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

/// Jobs in the order of the queue; or everything that is wrong with the file.
tl::expected<Workload, std::vector<Diagnostic>> parse_job_file(std::string_view text, std::string name);

/// A key of a job, for the manual.
struct JobKey {
    std::string name;
    std::string help;
};
/// Those that are not options of sbatch.
std::vector<JobKey> own_job_keys();

}  // namespace sluice::sim
