// SPDX-License-Identifier: Apache-2.0
//
// The records that scontrol shows, as text.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scheduler/commands/job_fields.hpp"
#include "scheduler/commands/record.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/model/node.hpp"

namespace sluice::commands {

std::string job_record(const JobRow& row, RecordStyle style);
std::string step_record(const StepRow& row, RecordStyle style);
std::string node_record(const NodeView& node, RecordStyle style);

struct PartitionRow {
    PartitionSpec partition;
    std::vector<NodeView> nodes;  // those of the partition
};
std::string partition_record(const PartitionRow& row, RecordStyle style);

/// `SwitchName=leaf1 Level=0 LinkSpeed=1 Nodes=n[1-4]`, one line for each switch.
std::string topology_records(const ClusterConfig& config);

}  // namespace sluice::commands
