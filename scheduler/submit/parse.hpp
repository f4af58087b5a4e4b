// SPDX-License-Identifier: Apache-2.0
//
// What sbatch, srun and salloc call: a command line, an environment and the #SBATCH lines of a script
// become a Request, or the text and code with which the command must end.
// Nothing here looks at the process; gather() in caller.hpp does that once. Only the conversion between
// local time and UTC (--begin=16:00) goes by the time zone of the process.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "scheduler/submit/exit.hpp"
#include "scheduler/submit/invocation.hpp"
#include "scheduler/submit/request.hpp"

namespace sluice::submit {

/// Command line over environment over directives. Both parts of the request are filled: `job` as if an
/// allocation were to be made, `step` as if the program were to run in it.
[[nodiscard]] tl::expected<Request, Exit> parse(const Invocation& invocation);

/// What sbatch must know before it can read the options in its script: which script.
struct ScriptSource {
    std::optional<std::string> wrap;    // --wrap
    std::vector<std::string> operands;  // script and arguments; empty: standard input
    bool ignore_pbs = false;            // --ignore-pbs, or its variable
};

/// Looks at the command line alone, so that its faults are told before those of the script.
[[nodiscard]] tl::expected<ScriptSource, Exit> find_script(const Invocation& invocation);

}  // namespace sluice::submit
