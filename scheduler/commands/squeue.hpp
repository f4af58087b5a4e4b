// SPDX-License-Identifier: Apache-2.0
//
// squeue's listing as text. Pure apart from the time zone; squeue.cpp asks and prints.
#pragma once

#include <string>
#include <vector>

#include "scheduler/commands/job_fields.hpp"
#include "scheduler/commands/squeue_options.hpp"

namespace sluice::commands {

/// What the controller answered.
struct QueueView {
    std::vector<JobRow> jobs;
    std::vector<StepRow> steps;
    Instant now;
};

struct Listing {
    std::string text;
    std::vector<std::string> errors;  // letters and names that are no columns, as complete lines for stderr
    bool ok = true;                   // false: what was asked for could not be read, and the rows are left out
};

/// Those that the options mean besides what the controller has chosen, a row for each task where that is asked for.
std::vector<JobRow> chosen_jobs(const SqueueOptions& options, std::vector<JobRow> rows);
Listing list_queue(const SqueueOptions& options, QueueView view);

}  // namespace sluice::commands
