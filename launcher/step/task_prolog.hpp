// SPDX-License-Identifier: Apache-2.0
//
// srun --task-prolog: the process that becomes the task runs it first, and does what it prints.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::step {

/// What the lines of a prolog ask for.
struct PrologWish {
    std::vector<std::string> set;    // "NAME=value"
    std::vector<std::string> unset;  // names
    std::string print;               // for the task's standard output
};
PrologWish read_prolog(std::string_view printed);

/// Runs the prolog, changes this process's environment, and executes the program. Returns only if that cannot be
/// executed: with its errno.
int run_with_prolog(const std::string& prolog, char** program);

}  // namespace sluice::step
