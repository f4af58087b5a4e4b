// SPDX-License-Identifier: Apache-2.0
//
// A line of sinfo: nodes of a partition that look alike in the columns shown. This file knows how nodes are
// brought together and in which order; what the columns say is in node_fields.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "scheduler/commands/table.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/model/node.hpp"

namespace sluice::commands {

/// Which devices of each node, by the node's name, jobs hold; and the kinds of device that any node has.
struct DeviceUse {
    std::map<std::string, std::vector<GresDevices>, std::less<>> held;
    std::vector<std::string> kinds;
};

/// `gpu:tesla:1(IDX:0)`, and `gpu:0` of a node without one where others have some.
std::string devices_text(const NodeSpec& node, const DeviceUse& use);

/// Refers to partitions and nodes that outlive it. Without nodes it stands for a partition of which none is
/// to be shown.
struct NodeGroup {
    const PartitionSpec* partition = nullptr;
    std::vector<const NodeView*> nodes;
    std::size_t partition_rank = 0;  // place of the partition in the configuration
    std::size_t node_rank = 0;       // place of the first node
    const DeviceUse* devices = nullptr;  // null: nobody asked
};

enum class GroupBy : std::uint8_t { looks, exact_looks, node };

/// One group for each look, in the order of partitions, then of states (those that need attention first);
/// with GroupBy::node one for each pair of node and partition, in the order of nodes.
std::vector<NodeGroup> group_nodes(std::span<const PartitionSpec> partitions, std::span<const NodeView> nodes,
                                   const Layout& layout, std::span<const Field<NodeGroup>> fields,
                                   GroupBy by, const DeviceUse* devices = nullptr);

std::span<const Field<NodeGroup>> node_fields();

/// `idle`, with a sign behind it: * not responding, - planned for a job
std::string state_with_sign(const NodeView& node, std::string_view word);

}  // namespace sluice::commands
