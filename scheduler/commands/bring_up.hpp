// SPDX-License-Identifier: Apache-2.0
//
// Starting the daemons of a cluster on this machine, and waiting until all its nodes are there.
#pragma once

#include <string>
#include <vector>

#include "scheduler/commands/daemons.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::commands {

/// Starts the controller and the node daemons that do not run. What was started is added to `started`, also
/// when a later one fails.
Result<void> start_missing(const ClusterConfig& config, std::vector<Daemon>& started);

/// Waits until every node is registered, telling how far it is. Error: a daemon ended, or it took too long;
/// the detail carries the end of its log.
Result<void> await_nodes(const ClusterConfig& config, const std::vector<Daemon>& started);

/// Asks them to end.
void stop(const std::vector<Daemon>& daemons);

/// A TCP port of the loopback interface that nobody listens on: `wish` if it is free. 0: there is none.
std::uint16_t free_port(std::uint16_t wish);

}  // namespace sluice::commands
