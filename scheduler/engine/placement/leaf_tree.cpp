// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/placement/leaf_tree.hpp"

#include <algorithm>
#include <tuple>

namespace sluice::engine {

/// What stands right below each switch, in the order of first nodes; without what holds no node.
struct LeafTree::Children {
    explicit Children(const Topology& topology) : below(topology.switches().size()) {
        const auto switches = topology.switches();
        for (std::size_t s = 0; s < switches.size(); ++s) {
            if (switches[s].nodes.empty()) continue;
            (switches[s].parent == Topology::kNoParent ? top : below[switches[s].parent]).push_back(s);
        }
        const auto by_first_node = [&](std::size_t s) { return switches[s].nodes.front(); };
        std::ranges::sort(top, {}, by_first_node);
        for (auto& each : below) std::ranges::sort(each, {}, by_first_node);
        // A switch around everything is the root itself.
        while (top.size() == 1 && !below[top.front()].empty()) top = std::vector(below[top.front()]);
    }

    std::vector<std::size_t> top;
    std::vector<std::vector<std::size_t>> below;
};

LeafTree::LeafTree(const Topology& topology, std::span<const std::uint32_t> weights)
    : slot_of_(topology.node_count()), leaf_of_(topology.node_count()) {
    const Children children{topology};
    add_group(topology, children, children.top, kNobody, weights);
    for (GroupIndex g = 0; g < groups_.size(); ++g) {
        levels_.resize(std::max<std::size_t>(levels_.size(), groups_[g].level));
        levels_[groups_[g].level - 1].push_back(g);
    }
}

void LeafTree::add_group(const Topology& topology, const Children& children, std::span<const std::size_t> members,
                         GroupIndex parent, std::span<const std::uint32_t> weights) {
    const auto self = static_cast<GroupIndex>(groups_.size());
    groups_.push_back({static_cast<LeafIndex>(leaves_.size()), 0, parent, 1, {}});
    const bool above_leaves = std::ranges::all_of(members, [&](auto s) { return children.below[s].empty(); });
    for (const auto member : members) {
        if (above_leaves) {
            add_leaf(topology, member, self, weights);
            continue;
        }
        // A leaf beside groups gets a group of its own: every group is above leaves or above groups.
        const std::span<const std::size_t> alone{&member, 1};
        const auto child = static_cast<GroupIndex>(groups_.size());
        add_group(topology, children, children.below[member].empty() ? alone : children.below[member], self, weights);
        groups_[self].groups.push_back(child);
        groups_[self].level = std::max(groups_[self].level, groups_[child].level + 1);
    }
    groups_[self].end = static_cast<LeafIndex>(leaves_.size());
}

void LeafTree::add_leaf(const Topology& topology, std::size_t leaf, GroupIndex parent,
                        std::span<const std::uint32_t> weights) {
    auto nodes = topology.switches()[leaf].nodes;
    std::ranges::sort(nodes, {}, [&](NodeIndex node) {
        return std::tuple{weights.empty() ? 0 : weights[node.value()], topology.position(node)};
    });
    const auto first = static_cast<NodeSlot>(node_at_.size());
    for (const auto node : nodes) {
        slot_of_[node.value()] = static_cast<NodeSlot>(node_at_.size());
        leaf_of_[node.value()] = static_cast<LeafIndex>(leaves_.size());
        node_at_.push_back(node);
    }
    node_at_.resize((node_at_.size() + 63) / 64 * 64);
    leaves_.push_back({first, static_cast<std::uint32_t>(nodes.size()), parent});
}

}  // namespace sluice::engine
