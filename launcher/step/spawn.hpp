// SPDX-License-Identifier: Apache-2.0
//
// Starting one task: fork, everything that must hold in the child, exec. The child does nothing but system
// calls between the two, on memory that was prepared before.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "launcher/spool/files.hpp"
#include "launcher/step/task_limits.hpp"
#include "launcher/step/task_user.hpp"

namespace sluice::step {

struct TaskSetup {
    std::vector<std::string> arguments;    // the program and its arguments
    std::vector<std::string> environment;  // "NAME=value"; SLURM_TASK_PID is added
    std::string work_dir;
    mode_t umask = 022;
    int in = -1;   // borrowed; the task gets copies
    int out = -1;
    int err = -1;
    std::vector<TaskLimit> limits{};
    std::vector<std::uint32_t> cpus{};    // the kernel's numbers; empty: any
    std::vector<std::uint32_t> memory{};  // NUMA nodes; empty: any
    bool memory_preferred = false;      // others, too, when these are full
    bool own_terminal = false;          // `in` is a terminal that becomes the task's
    int fourth = -1;  // what descriptor 3 becomes; -1: nothing
    std::vector<std::string> entrances{};  // of the control groups that it is to be in
};

struct SpawnedTask {
    pid_t pid = -1;
    /// Ends when the program runs. If it could not be started, an int comes first: its errno.
    Descriptor report;
};

/// Error: no process could be made. That the program cannot be executed is told by the report, and the
/// child then exits with that errno, as Slurm's do.
Result<SpawnedTask> spawn_task(const TaskSetup& setup, const TaskUser& user);

/// Where the program word may be found, in order: itself if it has a slash, otherwise below each folder of PATH.
std::vector<std::string> program_candidates(const std::string& word, std::string_view path_variable);

}  // namespace sluice::step
