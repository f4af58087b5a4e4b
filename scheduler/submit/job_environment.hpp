// SPDX-License-Identifier: Apache-2.0
//
// The variables that a command sends along with its request. What depends on the allocation (SLURM_JOB_ID,
// SLURM_NTASKS, SLURM_JOB_NODELIST ...) is not made here: the shepherd knows it and adds it on the node.
#pragma once

#include <string>
#include <vector>

#include "scheduler/submit/parse.hpp"

namespace sluice::submit {

/// `NAME=value`, sorted by name.
///
/// sbatch and salloc, and srun when it makes an allocation: variables that describe a surrounding job or
/// step (SLURM_JOB_ID, SLURM_PROCID, PMIX_RANK ...) are left out, those that configure (SLURM_CONF,
/// SLUICE_CONF, SLURM_TIME_FORMAT ...) stay. srun inside an allocation keeps the SLURM_* of its job whatever
/// --export says.
///
/// --export=ALL sends the caller's variables, a list sends those it names, NONE sends none; the last two
/// send PATH, HOME, USER, LOGNAME, SHELL, LANG, TERM, TMPDIR and SLUICE_CONF besides, so that a shell can
/// work. Added for all: SLURM_SUBMIT_DIR, SLURM_SUBMIT_HOST, SLURM_UMASK, and SLURM_EXPORT_ENV when --export
/// was given.
[[nodiscard]] std::vector<std::string> job_environment(const Invocation& invocation, const Request& request);

}  // namespace sluice::submit
