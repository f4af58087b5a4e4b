// SPDX-License-Identifier: Apache-2.0
//
// Which free nodes a job gets that takes whole nodes.
//
// In this order: the fewest leaves (leaf switches, blocks, routers; bricks of a torus); then the fewest groups
// of leaves, from the highest level down; then the least room taken. The room of a leaf is the mean number of
// its nodes that will be free while the job runs, if the jobs there end when they are expected to. A job that
// takes `a` nodes of a leaf with room F pays a(2F - a), which is how much less it leaves of the sum of all
// leaves' squared rooms: the larger that sum, the more of what is free is free together. Thus jobs fill leaves
// that are nearly full, and that will be so for as long as they run; those that end together stand together;
// and empty leaves stay empty for the jobs that need them. How full the group around a leaf is counts too, but
// less.
//
// Deterministic; ties go to the lower place in the network.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "scheduler/engine/placement/free_nodes.hpp"

namespace sluice::engine {

struct NodeWish {
    static constexpr std::uint32_t kAny = std::numeric_limits<std::uint32_t>::max();

    std::uint32_t count = 1;
    Instant now;
    Instant until = FreeNodes::kNever;  // when the job is expected to end, at the latest
    const NodeBits* allowed = nullptr;  // only these nodes; see FreeNodes::bits_of
    std::span<const NodeBits> classes;             // the nodes of each class, if the next is given
    std::span<const std::uint32_t> most_of_class;  // how many nodes of each class at most; empty: any number
    std::uint32_t max_leaves = kAny;               // --switches
    std::uint32_t segment = 1;  // --segment: so many nodes at a time must share a leaf or what holds as many
    bool contiguous = false;    // consecutive in node order
};

/// The nodes in node order, or nothing if there is no such set. With limits on classes, more leaves than
/// necessary may be spanned, so that a set that keeps `max_leaves` may be missed.
/// Cost: O(leaves) with a small factor, and O(count / 64).
std::optional<std::vector<NodeIndex>> choose_nodes(const FreeNodes& nodes, const NodeWish& wish);

}  // namespace sluice::engine
