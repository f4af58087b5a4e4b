// SPDX-License-Identifier: Apache-2.0
//
// The manual pages sbatch(1), srun(1) and salloc(1), made from the option table.
#pragma once

#include <string>

#include "scheduler/submit/command.hpp"

namespace sluice::submit {

/// roff for the man macros.
std::string manual_page(Command command);

}  // namespace sluice::submit
