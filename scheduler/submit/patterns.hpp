// SPDX-License-Identifier: Apache-2.0
//
// File names with places for job, step, task and node: `slurm-%j.out`, `%x/%N-%5t.log`.
//
//   %j job id    %J job.step    %A array job id     %a array index     %x job name    %u user name
//   %N short host name    %n node number in the step    %t task number    %s step number    %% a per cent
//   sign
//
// A number between % and letter pads with zeros, at most ten digits wide. A name that begins with `\\` is
// taken literally, without its backslashes. A letter that is not listed stays as it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scheduler/model/ids.hpp"

namespace sluice::submit {

/// What is known when a file is opened. %t without a task and %n without a node give 0, as in Slurm.
struct PatternValues {
    JobId job;
    std::optional<StepNumber> step;  // empty: the batch script
    std::optional<JobId> array_job;  // empty: no array; %A is then the job id
    std::optional<std::uint32_t> array_task;
    std::string job_name;
    std::string user;
    std::string host;  // a domain is cut off
    std::uint32_t node = 0;
    std::uint32_t task = 0;
};

/// The file name for these values. Unless the result is absolute it is relative to the working directory.
[[nodiscard]] std::string expand_pattern(std::string_view pattern, const PatternValues& values);

/// Whether the name differs from task to task (%t), or from node to node (%n, %N): one file each.
enum class PatternSpread : std::uint8_t { one_file, per_node, per_task };
[[nodiscard]] PatternSpread spread_of(std::string_view pattern);

}  // namespace sluice::submit
