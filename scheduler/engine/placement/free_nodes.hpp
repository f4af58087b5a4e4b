// SPDX-License-Identifier: Apache-2.0
//
// The nodes that nobody uses, counted by their place in the network, and what is expected of the others: when
// they will be free. It knows nodes only as a whole; choose_nodes() picks from it for jobs that take whole
// nodes. Kept up to date node by node, in a time that grows with the depth of the network alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scheduler/engine/placement/leaf_tree.hpp"
#include "scheduler/model/time.hpp"

namespace sluice::engine {

/// A set of nodes as one bit for each slot of a LeafTree.
using NodeBits = std::vector<std::uint64_t>;

class FreeNodes {
  public:
    /// Busy nodes of one leaf that are expected to be free at the same time.
    struct Ending {
        Instant when;
        std::uint32_t nodes = 0;
    };

    /// All nodes are free. `weights` may be empty: all alike.
    explicit FreeNodes(const Topology& topology, std::span<const std::uint32_t> weights = {});

    /// `until` is when the node is expected to be free again, at the latest; kNever for a node out of service.
    /// Repeating either changes at most the time.
    void set_busy(NodeIndex node, Instant until);
    void set_free(NodeIndex node);

    [[nodiscard]] bool is_free(NodeIndex node) const;
    [[nodiscard]] std::uint32_t count() const { return free_in_group_[LeafTree::kRoot]; }
    [[nodiscard]] const LeafTree& tree() const { return tree_; }
    [[nodiscard]] const NodeBits& bits() const { return bits_; }
    [[nodiscard]] std::span<const std::uint32_t> free_in_leaves() const { return free_in_leaf_; }
    [[nodiscard]] std::uint32_t free_in_group(GroupIndex group) const { return free_in_group_[group]; }
    [[nodiscard]] std::span<const Ending> endings(LeafIndex leaf) const { return endings_[leaf]; }

    /// These nodes as bits, for a choice among some nodes only.
    [[nodiscard]] NodeBits bits_of(std::span<const NodeIndex> nodes) const;
    /// Whether all counts equal what counting the nodes one by one gives; for tests.
    [[nodiscard]] bool recount() const;

    static constexpr Instant kNever = Instant::max();

  private:
    void count(NodeIndex node, std::uint32_t difference);
    void add_ending(LeafIndex leaf, Instant when);
    void remove_ending(LeafIndex leaf, Instant when);

    LeafTree tree_;
    NodeBits bits_;
    std::vector<std::uint32_t> free_in_leaf_;
    std::vector<std::uint32_t> free_in_group_;
    std::vector<Instant> until_;  // of each node; meaningless while it is free
    std::vector<std::vector<Ending>> endings_;  // of each leaf, in no order
};

}  // namespace sluice::engine
