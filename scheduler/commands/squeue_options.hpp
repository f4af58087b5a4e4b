// SPDX-License-Identifier: Apache-2.0
//
// What squeue can be asked.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scheduler/commands/options.hpp"
#include "scheduler/model/job_target.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::commands {

struct SqueueOptions {
    wire::JobQuery query;
    std::vector<JobTarget> steps;  // --steps=LIST

    std::vector<std::string> licenses;  // -L: jobs that want one of these; empty: all
    std::string reservation;            // -R

    std::vector<std::string> complaints;  // what was wrong and is left out
    std::string format;        // -o
    std::string names_format;  // -O
    std::string sort;
    bool long_format = false;
    bool no_header = false;
    bool show_steps = false;
    bool start_times = false;
    bool no_convert = false;
    bool json = false;
    bool every_task = false;  // -r: a line for each task of an array
    std::uint32_t iterate = 0;  // seconds between repetitions; 0: once
};

std::span<const Option<SqueueOptions>> squeue_options();

}  // namespace sluice::commands
