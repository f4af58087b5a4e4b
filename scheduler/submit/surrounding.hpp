// SPDX-License-Identifier: Apache-2.0
//
// Variables by which a command sees that it was called inside a job. A job that is submitted from inside
// another must not inherit them: srun in it would take over counts of the wrong job, and an MPI program
// would look for the wrong server.
#pragma once

#include "scheduler/submit/invocation.hpp"

namespace sluice::submit {

/// Without what a surrounding job, step or MPI launcher put there. Outside a job (no SLURM_JOB_ID) everything
/// stays, since a user may set such variables to steer the srun of his scripts.
Environment without_surrounding(Environment environment);

/// Without the one variable that a batch script has and its steps have not.
Environment without_batch_mark(Environment environment);

}  // namespace sluice::submit
