// SPDX-License-Identifier: Apache-2.0
//
// How busy the nodes of a line are: `allocated/idle/other/total`.
#pragma once

#include <string>

#include "scheduler/commands/node_group.hpp"

namespace sluice::commands {

std::string cpus_by_state(const NodeGroup& group);
std::string nodes_by_state(const NodeGroup& group);
/// `allocated/idle`
std::string nodes_busy_and_idle(const NodeGroup& group);

/// Whether jobs can be started on it as far as its own state goes.
bool takes_jobs(const NodeView& node);

}  // namespace sluice::commands
