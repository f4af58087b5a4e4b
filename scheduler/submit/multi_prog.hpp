// SPDX-License-Identifier: Apache-2.0
//
// The file of srun --multi-prog: task numbers, a program and its arguments in each line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::submit {

/// Error: line and fault, for the person who wrote it.
Result<std::vector<RankProgram>> read_multi_prog(std::string_view text);

}  // namespace sluice::submit
