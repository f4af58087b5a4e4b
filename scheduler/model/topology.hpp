// SPDX-License-Identifier: Apache-2.0
//
// The network between the nodes. TopologySpec is what cluster.yaml says; Topology is the same flattened for
// placement: whatever its kind, a network is seen as groups of near nodes in larger groups, and every kind
// says how many links two nodes are apart.
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
    flat,       // every node is equally near to every other
    tree,       // leaf switches hold nodes, other switches hold switches
    block,      // base blocks of nodes, which add up to larger blocks
    dragonfly,  // routers hold nodes, groups hold routers, and every group is linked to every other
    torus,      // routers on a grid of any number of dimensions
};
std::string_view to_string(TopologyKind kind);

/// A switch has either nodes (a leaf) or other switches below it.
struct SwitchSpec {
    std::string name;
    std::vector<std::string> nodes;
    std::vector<std::string> switches;

    friend bool operator==(const SwitchSpec&, const SwitchSpec&) = default;
};

/// Where nodes stand in a torus.
struct PositionSpec {
    std::vector<std::string> nodes;
    std::vector<std::uint32_t> at;  // one number for each dimension, from 0

    friend bool operator==(const PositionSpec&, const PositionSpec&) = default;
};

struct TopologySpec {
    TopologyKind kind = TopologyKind::flat;
    std::vector<SwitchSpec> switches;          // tree; dragonfly: routers and groups, unless it is regular
    std::vector<SwitchSpec> blocks{};          // block: the base blocks, in the order in which they add up
    std::vector<std::uint32_t> block_sizes{};  // block: nodes of a base block and of what base blocks add up to
    std::uint32_t groups = 0;                  // regular dragonfly: groups,
    std::uint32_t routers = 0;                 // routers in each,
    std::uint32_t nodes_per_router = 1;        // and nodes on each; the last also for a torus
    std::vector<std::uint32_t> dimensions{};   // torus
    bool wrap = true;                          // torus: the last router of a row is linked to its first
    std::vector<std::string> nodes{};          // regular dragonfly, torus: the nodes in order; empty: all
    std::vector<PositionSpec> positions{};     // torus: where nodes stand that are in no regular order

    friend bool operator==(const TopologySpec&, const TopologySpec&) = default;
};

/// A dragonfly written as numbers, as switches `router1`, ... with nodes and `group1`, ... with routers.
/// Requires as many nodes as the numbers say.
std::vector<SwitchSpec> regular_dragonfly(const TopologySpec& spec, std::span<const std::string> nodes);

/// The network flattened: for every node its leaf (switch, block, router or brick of a torus), for every
/// group of nodes the one around it. Nodes that the topology does not name share one unnamed leaf.
class Topology {
  public:
    static constexpr std::size_t kNoParent = static_cast<std::size_t>(-1);

    struct Switch {
        std::string name;  // empty for larger blocks and for the bricks of a torus
        std::size_t parent = kNoParent;
        std::size_t level = 0;  // 0 for a leaf, one more than its highest child otherwise
        std::vector<NodeIndex> nodes;  // all nodes below, in node order
    };

    Topology() = default;
    /// Requires a checked spec (see scheduler/config): no loop, every node in at most one leaf.
    Topology(const TopologySpec& spec, std::span<const NodeSpec> nodes);

    [[nodiscard]] TopologyKind kind() const { return kind_; }
    [[nodiscard]] std::span<const Switch> switches() const { return switches_; }
    [[nodiscard]] std::size_t leaf_of(NodeIndex node) const { return leaf_of_[node.value()]; }
    [[nodiscard]] std::size_t node_count() const { return leaf_of_.size(); }

    /// Links crossed between two nodes, those to their switches included: in a tree 2 under one leaf, 4 one
    /// level up; in a dragonfly 2, 3 and 5; in a torus 2 and the steps between their routers.
    [[nodiscard]] std::size_t hops(NodeIndex a, NodeIndex b) const;
    /// A node's place on a line through the whole network on which neighbours are near each other. Leaf by
    /// leaf, in node order as far as that allows; back and forth through the rows of a torus.
    [[nodiscard]] std::size_t position(NodeIndex node) const { return position_[node.value()]; }

    /// `spine.leaf1.n1`; only the node's name when it is under nothing that has a name.
    [[nodiscard]] std::string path(NodeIndex node, std::string_view node_name) const;
    /// What the parts of the path are: `switch.switch.node`, `block.node`.
    [[nodiscard]] std::string path_pattern(NodeIndex node) const;

    // of a torus
    [[nodiscard]] std::span<const std::uint32_t> dimensions() const { return dimensions_; }
    [[nodiscard]] bool wraps() const { return wrap_; }
    /// Empty in other networks.
    [[nodiscard]] std::span<const std::uint32_t> coordinates(NodeIndex node) const;

  private:
    void add_switches(std::span<const SwitchSpec> specs, std::span<const NodeSpec> nodes);
    void add_larger_blocks(const TopologySpec& spec);
    void add_bricks(const TopologySpec& spec, std::span<const NodeSpec> nodes);
    void add_unplaced();
    void fill();
    void line_up();
    void line_up_torus();
    [[nodiscard]] std::size_t links_between_routers(NodeIndex a, NodeIndex b) const;

    TopologyKind kind_ = TopologyKind::flat;
    std::vector<Switch> switches_;
    std::vector<std::size_t> leaf_of_;
    std::vector<std::size_t> position_;
    std::vector<std::uint32_t> dimensions_;
    std::vector<std::uint32_t> coordinates_;  // of node 0, then of node 1, ...
    bool wrap_ = false;
};

}  // namespace sluice
