// SPDX-License-Identifier: Apache-2.0
//
// Processes of a step whose shepherd died: nobody is their ancestor any more, but all of them have the
// variable that names the step's spool in the environment they were started with.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace sluice::node {

/// The variable that every task inherits; its value is the spool folder.
inline constexpr std::string_view kSpoolVariable = "SLUICE_SPOOL";

/// Whether an environment, as /proc/PID/environ shows it, has exactly this assignment.
bool has_variable(std::string_view environment, std::string_view assignment);

std::vector<pid_t> leftovers_of(const std::string& spool_folder);

/// Sends SIGKILL to all of them; returns how many there were.
std::size_t kill_leftovers(const std::string& spool_folder);

}  // namespace sluice::node
