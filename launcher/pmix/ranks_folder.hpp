// SPDX-License-Identifier: Apache-2.0
//
// The folder inside a step's tmp_dir that belongs to its ranks: session files and the shared memory of the
// MPI library. The server's own files are beside it, out of the ranks' reach.
#pragma once

#include <string>
#include <vector>

#include "launcher/pmix/layout.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::pmix {

std::string ranks_folder(const StepLayout& layout);

/// Makes it and gives it to the step's user; takes over one that an earlier attempt has left.
Result<void> make_ranks_folder(const StepLayout& layout);

/// "NAME=value" of the variables that make Open MPI keep its shared memory there. It names the files after
/// host name, job and local rank: emulated nodes share all three and would overwrite each other's memory in
/// /dev/shm, and what killed ranks leave there nobody removes.
std::vector<std::string> folder_variables(const StepLayout& layout);

}  // namespace sluice::pmix
