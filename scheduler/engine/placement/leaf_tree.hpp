// SPDX-License-Identifier: Apache-2.0
//
// A topology laid out for counting. Leaves are numbered so that those of one group are consecutive, on every
// level. Every node has a slot, a bit in an array of words; the slots of a leaf are consecutive and begin with
// a word of their own, so that a leaf's nodes can be counted and picked word by word.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "scheduler/model/ids.hpp"
#include "scheduler/model/topology.hpp"

namespace sluice::engine {

using LeafIndex = std::uint32_t;
using GroupIndex = std::uint32_t;
using NodeSlot = std::uint32_t;

class LeafTree {
  public:
    static constexpr GroupIndex kRoot = 0;
    static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

    struct Leaf {
        NodeSlot first = 0;
        std::uint32_t nodes = 0;
        GroupIndex parent = kRoot;

        [[nodiscard]] std::uint32_t first_word() const { return first / 64; }
        [[nodiscard]] std::uint32_t end_word() const { return (first + nodes + 63) / 64; }
    };
    /// Leaves [first, end) under one switch; group 0 is around all, whether there is such a switch or not.
    struct Group {
        LeafIndex first = 0;
        LeafIndex end = 0;
        GroupIndex parent = kNobody;
        std::uint32_t level = 1;  // 1 above leaves
        std::vector<GroupIndex> groups;  // right below, if it is not right above leaves

        [[nodiscard]] std::uint32_t leaves() const { return end - first; }
    };

    LeafTree() = default;
    /// In a leaf, nodes of less weight come first, then those of a lower place in the network.
    LeafTree(const Topology& topology, std::span<const std::uint32_t> weights);

    [[nodiscard]] std::span<const Leaf> leaves() const { return leaves_; }
    [[nodiscard]] std::span<const Group> groups() const { return groups_; }
    /// The groups of each level, lowest level first; the last is the root alone.
    [[nodiscard]] std::span<const std::vector<GroupIndex>> levels() const { return levels_; }
    [[nodiscard]] NodeSlot slot_of(NodeIndex node) const { return slot_of_[node.value()]; }
    [[nodiscard]] NodeIndex node_at(NodeSlot slot) const { return node_at_[slot]; }
    [[nodiscard]] LeafIndex leaf_of(NodeIndex node) const { return leaf_of_[node.value()]; }
    [[nodiscard]] std::size_t node_count() const { return slot_of_.size(); }
    [[nodiscard]] std::size_t word_count() const { return node_at_.size() / 64; }

  private:
    struct Children;
    void add_group(const Topology& topology, const Children& children, std::span<const std::size_t> members,
                   GroupIndex parent, std::span<const std::uint32_t> weights);
    void add_leaf(const Topology& topology, std::size_t leaf, GroupIndex parent,
                  std::span<const std::uint32_t> weights);

    std::vector<Leaf> leaves_;
    std::vector<Group> groups_;
    std::vector<std::vector<GroupIndex>> levels_;
    std::vector<NodeSlot> slot_of_;
    std::vector<NodeIndex> node_at_;
    std::vector<LeafIndex> leaf_of_;
};

}  // namespace sluice::engine
