// SPDX-License-Identifier: Apache-2.0
//
// Which files of a step srun reads and writes itself, and which the shepherds open on the nodes: those where
// each task or node has its own, and /dev/null. Labelled output is always written by srun.
#pragma once

#include <optional>
#include <string>

#include "scheduler/submit/request.hpp"

namespace sluice::srun {

/// One output stream of all tasks.
struct OutputPlan {
    std::string pattern;                 // of the files that srun writes; empty: its own stream
    std::optional<std::uint32_t> only;   // the one task whose output is shown
};

struct InputPlan {
    std::string pattern;                 // of the file that srun reads; empty: its own stdin
    bool forwarded = true;               // false: the tasks read what the shepherds open
    std::optional<std::uint32_t> only;   // the one task that gets it
};

struct FilePlan {
    InputPlan in;
    OutputPlan out;
    OutputPlan err;
    StepFiles remote;  // for the shepherds; empty names are pipes to srun
};

FilePlan plan_files(const submit::Request& request);

}  // namespace sluice::srun
