// SPDX-License-Identifier: Apache-2.0
//
// The SLURM_* variables that describe a job: the same in its script, in its steps, and in the command of the
// salloc that holds it. Pure functions of the job's record.
#pragma once

#include "scheduler/model/job.hpp"
#include "scheduler/submit/invocation.hpp"

namespace sluice::submit {

/// What the job is and has.
void add_job_variables(Environment& variables, const Job& job);

/// What was asked for. Tasks only when the user said how many, because srun inside takes them for an option.
void add_request_variables(Environment& variables, const Job& job);

}  // namespace sluice::submit
