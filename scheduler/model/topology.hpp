// SPDX-License-Identifier: Apache-2.0
//
// The network between the nodes as cluster.yaml describes it. A tree of switches is what placement uses
// today; the kind leaves room for blocks, dragonflies and tori.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/model/node.hpp"

namespace sluice {

enum class TopologyKind : std::uint8_t {
    flat,  // every node is equally near to every other
    tree,  // leaf switches hold nodes, other switches hold switches
};

/// A switch has either nodes (a leaf) or other switches below it.
struct SwitchSpec {
    std::string name;
    std::vector<std::string> nodes;
    std::vector<std::string> switches;

    friend bool operator==(const SwitchSpec&, const SwitchSpec&) = default;
};

struct TopologySpec {
    TopologyKind kind = TopologyKind::flat;
    std::vector<SwitchSpec> switches;

    friend bool operator==(const TopologySpec&, const TopologySpec&) = default;
};

/// The tree flattened: for every node its leaf, for every switch its parent. Nodes that the topology
/// does not name share one unnamed leaf of their own.
class Topology {
  public:
    static constexpr std::size_t kNoParent = static_cast<std::size_t>(-1);

    struct Switch {
        std::string name;
        std::size_t parent = kNoParent;
        std::size_t level = 0;  // 0 for a leaf, one more than its highest child otherwise
        std::vector<NodeIndex> nodes;  // all nodes below, in node order
    };

    Topology() = default;
    /// Requires a checked spec (see scheduler/config): no loop, every node in at most one leaf.
    Topology(const TopologySpec& spec, std::span<const NodeSpec> nodes);

    [[nodiscard]] std::span<const Switch> switches() const { return switches_; }
    [[nodiscard]] std::size_t leaf_of(NodeIndex node) const { return leaf_of_[node.value()]; }
    /// Links crossed between two nodes in a tree: 2 under one leaf, 4 one level up, and so on.
    [[nodiscard]] std::size_t hops(NodeIndex a, NodeIndex b) const;
    /// `spine.leaf1.n1`; only the node's name when it is under no named switch.
    [[nodiscard]] std::string path(NodeIndex node, std::string_view node_name) const;

  private:
    std::vector<Switch> switches_;
    std::vector<std::size_t> leaf_of_;
};

}  // namespace sluice
