// SPDX-License-Identifier: Apache-2.0
//
// Where a cluster that `sluice up` started keeps its files, and the link `current` that names the last one.
//
//   STATE/cluster.yaml     the configuration in effect
//   STATE/log/NAME.log     what the controller and each node daemon print
//   STATE/controller.pid, STATE/nodes/NAME/...    the daemons' own
#pragma once

#include <optional>
#include <string>

#include "scheduler/model/cluster.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::commands {

/// The state directory of a cluster of this user: what `--state` says, else what its file says, else one
/// under XDG_STATE_HOME. Absolute.
Result<std::string> state_dir_for(const ClusterConfig& config, const std::string& asked);

std::string config_path(const std::string& state_dir);
std::string log_path(const std::string& state_dir, const std::string& daemon);

/// Makes the directory and those in it, for this user only.
Result<void> make_home(const std::string& state_dir);

/// Replaces the file in one step: readers see the old text or the new one.
Result<void> write_file(const std::string& path, const std::string& text);

/// The state directory that `current` names; empty if there is none.
std::string current_home();
Result<void> make_current(const std::string& state_dir);

/// Held by one `up` or `down` at a time, until the program ends. Error: another one works there.
Result<void> lock_home(const std::string& state_dir);

/// The last lines of a file, for messages.
std::string last_lines(const std::string& path, std::size_t count);

}  // namespace sluice::commands
