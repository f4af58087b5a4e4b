// SPDX-License-Identifier: Apache-2.0
//
// What a step has used, over all its nodes, as sacct shows it.
#pragma once

#include <string>

#include "scheduler/model/step.hpp"

namespace sluice::commands {

/// Sums over the nodes; what belongs to one task is not in it.
Usage step_usage(const Step& step);
void add(Usage& sum, const Usage& more);

/// The node with the task that had the largest peak of memory. At least one must have ended.
const StepShare& largest_share(const Step& step);
/// The node with the task that used the least CPU time.
const StepShare& idlest_share(const Step& step);

std::string kibibytes(std::int64_t count);            // "1204K"
std::string whole_seconds(std::int64_t microseconds);  // "00:01:07"
std::string cpu_time(std::int64_t microseconds);       // "00:07.250", "01:02:03"

}  // namespace sluice::commands
