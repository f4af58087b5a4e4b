// SPDX-License-Identifier: Apache-2.0
//
// Records as JSON: what --json prints of jobs, nodes, partitions and history.
#pragma once

#include "scheduler/commands/history.hpp"
#include "scheduler/commands/json.hpp"
#include "scheduler/commands/records.hpp"

namespace sluice::commands {

Json json_job(const JobRow& row);
/// `gres_used`: which of its devices are held, as sinfo writes it.
Json json_node(const NodeView& node, const std::string& gres_used);
Json json_partition(const PartitionRow& row);
/// A job's line with the lines of its steps.
Json json_history(const HistoryRow& job, std::span<const HistoryRow> steps);

/// What it asked for, whatever it got: `cpu=2,mem=200M,node=1,billing=2`
std::string resources_asked(const JobRow& row);
/// What the node has and what jobs hold of it: `cpu=4,mem=4000M,billing=4`
std::string configured_resources(const NodeView& node);
std::string allocated_resources(const NodeView& node);

}  // namespace sluice::commands
