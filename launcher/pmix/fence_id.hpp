// SPDX-License-Identifier: Apache-2.0
//
// The name of a fence: who takes part, and how many fences of the same participants came before. Each node
// derives it from its own ranks' calls, so the nodes agree on it without talking to each other. The library
// may list the participants in any order, or as a wildcard: the text is the same for the same set.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "launcher/pmix/layout.hpp"

namespace sluice::pmix {

/// Names one collective operation so that all nodes agree which blobs belong together.
struct FenceId {
    std::string participants;    // canonical text of the participating ranks: "all", or "0-3,7"
    std::uint64_t sequence = 0;  // how many fences of these participants came before
    friend auto operator<=>(const FenceId&, const FenceId&) = default;
};

/// Canonical text of a set of ranks, in any order, repetitions allowed.
std::string participants_text(const StepLayout& layout, std::vector<std::uint32_t> ranks);

/// Positions of the nodes that run a participant, ascending: the fence is complete when each of them has
/// contributed, and only they wait for finish_fence(). Empty if the text is none that participants_text()
/// makes for this step.
std::optional<std::vector<std::uint32_t>> nodes_of(const StepLayout& layout, const FenceId& id);

}  // namespace sluice::pmix
