// SPDX-License-Identifier: Apache-2.0
//
// What the library is told about a step before its ranks start: the answers to every question that a rank
// asks about itself, its peers and its job without talking to another node.
#pragma once

#include "launcher/pmix/info_list.hpp"
#include "launcher/pmix/layout.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::pmix {

/// Adds the job-level keys for PMIx_server_register_nspace(); the library's server must be running.
/// Open MPI 4.1 starts with the two maps alone, but per-rank data must be complete once it is given at all.
Result<void> add_job_info(InfoList& infos, const StepLayout& layout);

}  // namespace sluice::pmix
