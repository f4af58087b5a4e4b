// SPDX-License-Identifier: Apache-2.0
//
// The state as commands are shown it.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/controller/commit_cycle.hpp"
#include "scheduler/model/node.hpp"

namespace sluice::controller {

/// Nodes that a waiting job is promised.
std::set<std::string> promised_nodes(const engine::ClusterState& state);
NodeView view_of(const engine::NodeState& node, const engine::ClusterState& state, const std::set<std::string>& promised, Instant now);

/// Slurm's names for the settings that its clients look up in `scontrol show config`.
std::vector<std::pair<std::string, std::string>> config_entries(const ClusterConfig& config, Instant started,
                                                                JobId next_job_id);

}  // namespace sluice::controller
