// SPDX-License-Identifier: Apache-2.0
//
// The library's calls as our values: a status becomes a Result, its lists become vectors.
#pragma once

#include <pmix_server.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/pmix/layout.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::pmix {

/// Blocking calls of the library answer with either of two words for success.
Result<void> check_status(std::string_view call, pmix_status_t status);

pmix_proc_t process_name(const StepLayout& layout, std::uint32_t rank);

/// Starts the library's server with these callbacks; its threads take no signals.
Result<void> start_library(const StepLayout& layout, pmix_server_module_t callbacks);

/// Tells it about the step and about this node's ranks.
Result<void> register_step(const StepLayout& layout);

/// "NAME=value" of each variable by which the rank finds its server.
Result<std::vector<std::string>> server_variables(const StepLayout& layout, std::uint32_t rank);

}  // namespace sluice::pmix
