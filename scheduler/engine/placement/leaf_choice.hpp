// SPDX-License-Identifier: Apache-2.0
//
// How many nodes of which leaves a job gets; the rule is told in node_choice.hpp. It works on counts alone:
// how many nodes of each leaf the job may have.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scheduler/engine/placement/free_nodes.hpp"

namespace sluice::engine {

struct LeafShare {
    LeafIndex leaf = 0;
    std::uint32_t nodes = 0;

    friend bool operator==(const LeafShare&, const LeafShare&) = default;
};
using LeafShares = std::vector<LeafShare>;

class LeafChoice {
  public:
    /// `counts` are the nodes that the job may have of each leaf; both must outlive the choice.
    LeafChoice(const FreeNodes& nodes, std::span<const std::uint32_t> counts, Instant now, Instant until);

    /// Shares on the fewest leaves, or nothing if those below the group do not have `wanted` nodes.
    [[nodiscard]] std::optional<LeafShares> choose(std::uint32_t wanted, GroupIndex below = LeafTree::kRoot);

  private:
    using Cost = std::int64_t;  // node-seconds times nodes
    struct Ranked;
    struct Child;
    struct Part {
        GroupIndex group = 0;
        std::uint32_t nodes = 0;
    };

    // one leaf
    [[nodiscard]] std::optional<LeafIndex> leaf_for(std::uint32_t wanted, const LeafTree::Group& group);
    [[nodiscard]] std::vector<LeafIndex> tightest_leaves(std::uint32_t wanted, const LeafTree::Group& group) const;

    // several leaves
    [[nodiscard]] LeafShares choose_several(std::uint32_t wanted, GroupIndex group);
    [[nodiscard]] LeafShares leaves_of_group(std::uint32_t wanted, std::span<const LeafIndex> by_size);
    [[nodiscard]] std::vector<Part> split(std::uint32_t wanted, const LeafTree::Group& group,
                                          std::vector<LeafIndex> by_size);
    [[nodiscard]] std::vector<Child> children_of(const LeafTree::Group& group,
                                                 std::span<const LeafIndex> by_size) const;
    [[nodiscard]] GroupIndex cheapest(std::uint32_t wanted, std::vector<Child> children);
    [[nodiscard]] Part most_of_one(std::uint32_t wanted, std::uint32_t leaves, std::vector<Child> children,
                                   std::span<const LeafIndex> by_size) const;
    [[nodiscard]] std::uint32_t most_leaves(const Child& child, std::uint32_t wanted, std::uint32_t leaves,
                                            std::span<const LeafIndex> by_size) const;

    // counts and costs
    [[nodiscard]] std::vector<LeafIndex> largest_first(const LeafTree::Group& group) const;
    [[nodiscard]] std::optional<std::uint32_t> fewest(std::uint32_t wanted, std::span<const LeafIndex> by_size) const;
    [[nodiscard]] Cost room(LeafIndex leaf);
    [[nodiscard]] Cost cost(LeafIndex leaf, std::uint32_t taken);
    [[nodiscard]] Cost cost_of_group(GroupIndex group, std::uint32_t taken) const;
    [[nodiscard]] const LeafTree& tree() const { return nodes_.tree(); }

    const FreeNodes& nodes_;
    std::span<const std::uint32_t> counts_;
    Instant now_;
    Cost seconds_;             // that the job is expected to run
    std::vector<Cost> rooms_;  // node-seconds, -1 where not asked for yet
};

}  // namespace sluice::engine
