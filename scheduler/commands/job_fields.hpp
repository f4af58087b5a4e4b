// SPDX-License-Identifier: Apache-2.0
//
// The fields of jobs and of steps: every column that squeue can show, one row each.
#pragma once

#include <span>

#include "scheduler/commands/job_view.hpp"
#include "scheduler/commands/table.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::commands {

std::span<const Field<JobRow>> job_fields();

struct StepRow {
    Step step;
    Job job;  // that it belongs to
    Instant now;
};

std::span<const Field<StepRow>> step_fields();

/// "batch" for the script itself.
std::string step_name(const Step& step);
/// What the step holds: `cpu=2,node=1`
std::string step_resources(const Step& step);
Duration step_time_used(const Step& step, Instant now);

}  // namespace sluice::commands
