// SPDX-License-Identifier: Apache-2.0
//
// What srun says of tasks that did not end well, and with which code it ends itself.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scheduler/model/job.hpp"

namespace sluice::srun {

struct BadEnd {
    std::string node;
    std::uint32_t task = 0;
    ExitCode code;
    bool core_dumped = false;
};

/// `srun: error: n1: tasks 0-2: Killed`: one line for each node and way of ending, without newlines.
std::vector<std::string> describe_ends(std::vector<BadEnd> ends);

/// `0-2,5`
std::string fold_tasks(std::vector<std::uint32_t> tasks);

/// What a shell would say of this end: the status, or 128 + signal.
int shell_status(ExitCode code);

/// Keeps srun's exit code: the highest status of all tasks, unless something decided it before.
class ExitStatus {
  public:
    void add(ExitCode code);
    /// An abort or a launch failure: what the other tasks then end with does not count.
    void decide(int status);
    [[nodiscard]] int value() const { return decided_.value_or(highest_); }

  private:
    int highest_ = 0;
    std::optional<int> decided_;
};

}  // namespace sluice::srun
