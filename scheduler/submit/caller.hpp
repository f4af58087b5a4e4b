// SPDX-License-Identifier: Apache-2.0
//
// The one place of this library that looks at the process: arguments, environment, clock, working
// directory, host name, umask and session of the caller.
#pragma once

#include "scheduler/submit/parse.hpp"

namespace sluice::submit {

/// `argv[0]` is skipped. Directives are left empty.
[[nodiscard]] Invocation gather(Command command, int argc, char** argv);

}  // namespace sluice::submit
