// SPDX-License-Identifier: Apache-2.0
//
// --prolog and --epilog: programs that srun runs itself, where it was called.
#pragma once

#include <string>
#include <vector>

namespace sluice::srun {

/// Runs the program with the step's command as its arguments and waits for it. Nothing for an empty name or `none`.
/// A failure is told, and keeps nothing from going on.
void run_side_program(const std::string& program, const std::vector<std::string>& command);

}  // namespace sluice::srun
