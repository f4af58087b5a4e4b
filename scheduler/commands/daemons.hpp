// SPDX-License-Identifier: Apache-2.0
//
// The processes of a cluster on this machine: find them by their pid files, start them, end them.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "scheduler/model/error.hpp"

namespace sluice::commands {

/// A living process of a cluster. Its program was checked, so that a number that the kernel has given to
/// somebody else since is not taken for ours.
struct Daemon {
    std::string name;  // "controller", "n1", "n1 step 12.0"
    pid_t pid = 0;
};

std::optional<Daemon> find_controller(const std::string& state_dir);
std::optional<Daemon> find_node_daemon(const std::string& state_dir, const std::string& node);
/// All of them, shepherds of steps too.
std::vector<Daemon> find_all(const std::string& state_dir);

bool is_alive(const Daemon& daemon);

struct DaemonCommand {
    std::string name;                    // for its log
    std::vector<std::string> arguments;  // the program first: a path
    std::string log;
    std::string folder;  // where it runs
};

/// Starts a process of a session of its own, its output appended to the log. It stays a child of this
/// process until that ends. Error: the program is not there, or could not be started.
Result<Daemon> start(const DaemonCommand& command);

/// Of a child: empty as long as it runs, else how it ended, for people.
std::optional<std::string> how_it_ended(const Daemon& daemon);

/// Removes sockets and pid files that ended processes left behind. Requires that none is alive.
void remove_leftovers(const std::string& state_dir);

}  // namespace sluice::commands
