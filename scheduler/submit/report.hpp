// SPDX-License-Identifier: Apache-2.0
//
// What -v prints: the options in force.
#pragma once

#include <string>

#include "scheduler/submit/command.hpp"
#include "scheduler/submit/request.hpp"

namespace sluice::submit {

/// Lines for stderr, one for each option that was set, by name: `sbatch: time                : 00:10:00`.
std::string report(Command command, const Request& request);

/// The request's warnings as lines for stderr.
std::string warnings_text(Command command, const Request& request);

}  // namespace sluice::submit
