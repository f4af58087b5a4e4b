// SPDX-License-Identifier: Apache-2.0
//
// What each rank of a step runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::step {

/// The program and its arguments; with --multi-prog from the line that names the rank, %t and %o filled in.
/// Error: no line does.
Result<std::vector<std::string>> arguments_for(const StepSpec& spec, std::uint32_t rank);

}  // namespace sluice::step
