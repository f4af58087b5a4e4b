// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/placement/free_nodes.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <map>

namespace sluice::engine {

FreeNodes::FreeNodes(const Topology& topology, std::span<const std::uint32_t> weights)
    : tree_{topology, weights},
      bits_(tree_.word_count(), 0),
      free_in_leaf_(tree_.leaves().size(), 0),
      free_in_group_(tree_.groups().size(), 0),
      until_(topology.node_count()),
      endings_(tree_.leaves().size()) {
    for (std::uint32_t node = 0; node < topology.node_count(); ++node) {
        const auto slot = tree_.slot_of(NodeIndex{node});
        bits_[slot / 64] |= std::uint64_t{1} << slot % 64;
        count(NodeIndex{node}, 1);
    }
}

bool FreeNodes::is_free(NodeIndex node) const {
    const auto slot = tree_.slot_of(node);
    return (bits_[slot / 64] >> slot % 64 & 1) != 0;
}

void FreeNodes::set_busy(NodeIndex node, Instant until) {
    const auto slot = tree_.slot_of(node);
    const auto leaf = tree_.leaf_of(node);
    if (is_free(node)) {
        bits_[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
        count(node, static_cast<std::uint32_t>(-1));
    } else {
        remove_ending(leaf, until_[node.value()]);
    }
    until_[node.value()] = until;
    add_ending(leaf, until);
}

void FreeNodes::set_free(NodeIndex node) {
    if (is_free(node)) return;
    const auto slot = tree_.slot_of(node);
    bits_[slot / 64] |= std::uint64_t{1} << slot % 64;
    count(node, 1);
    remove_ending(tree_.leaf_of(node), until_[node.value()]);
}

/// Adds to the counts of everything around the node; unsigned sums wrap, so that adding -1 subtracts.
void FreeNodes::count(NodeIndex node, std::uint32_t difference) {
    const auto leaf = tree_.leaf_of(node);
    free_in_leaf_[leaf] += difference;
    for (auto g = tree_.leaves()[leaf].parent; g != LeafTree::kNobody; g = tree_.groups()[g].parent) {
        free_in_group_[g] += difference;
    }
}

void FreeNodes::add_ending(LeafIndex leaf, Instant when) {
    if (when == kNever) return;
    auto& endings = endings_[leaf];
    const auto known = std::ranges::find(endings.rbegin(), endings.rend(), when, &Ending::when);
    if (known != endings.rend()) ++known->nodes;
    else endings.push_back({when, 1});
}

void FreeNodes::remove_ending(LeafIndex leaf, Instant when) {
    if (when == kNever) return;
    auto& endings = endings_[leaf];
    const auto known = std::ranges::find(endings, when, &Ending::when);
    assert(known != endings.end());
    if (--known->nodes > 0) return;
    *known = endings.back();
    endings.pop_back();
}

NodeBits FreeNodes::bits_of(std::span<const NodeIndex> nodes) const {
    NodeBits bits(tree_.word_count(), 0);
    for (const auto node : nodes) {
        const auto slot = tree_.slot_of(node);
        bits[slot / 64] |= std::uint64_t{1} << slot % 64;
    }
    return bits;
}

bool FreeNodes::recount() const {
    std::vector<std::uint32_t> leaves(free_in_leaf_.size(), 0), groups(free_in_group_.size(), 0);
    std::vector<std::map<Instant, std::uint32_t>> endings(endings_.size());
    for (std::uint32_t n = 0; n < until_.size(); ++n) {
        const auto leaf = tree_.leaf_of(NodeIndex{n});
        if (!is_free(NodeIndex{n})) {
            if (until_[n] != kNever) ++endings[leaf][until_[n]];
            continue;
        }
        ++leaves[leaf];
        for (GroupIndex g = 0; g < groups.size(); ++g) {
            if (leaf >= tree_.groups()[g].first && leaf < tree_.groups()[g].end) ++groups[g];
        }
    }
    for (LeafIndex leaf = 0; leaf < endings_.size(); ++leaf) {
        std::map<Instant, std::uint32_t> kept;
        for (const auto& each : endings_[leaf]) kept[each.when] += each.nodes;
        if (kept != endings[leaf] || kept.size() != endings_[leaf].size()) return false;
    }
    return leaves == free_in_leaf_ && groups == free_in_group_;
}

}  // namespace sluice::engine
