// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/step_ranks.hpp"

#include <algorithm>
#include <numeric>

namespace sluice::engine {
namespace {

using Ranks = std::vector<std::vector<std::uint32_t>>;

Ranks in_blocks(const std::vector<std::uint32_t>& counts) {
    Ranks ranks(counts.size());
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        for (std::uint32_t k = 0; k < counts[i]; ++k) ranks[i].push_back(next++);
    }
    return ranks;
}

Ranks in_turn(const std::vector<std::uint32_t>& counts, std::uint32_t at_a_time) {
    Ranks ranks(counts.size());
    std::uint32_t next = 0;
    const auto all = std::accumulate(counts.begin(), counts.end(), 0u);
    while (next < all) {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            for (std::uint32_t k = 0; k < at_a_time && ranks[i].size() < counts[i]; ++k) ranks[i].push_back(next++);
        }
    }
    return ranks;
}

}  // namespace

Ranks deal_ranks(const std::vector<std::uint32_t>& counts, Distribution distribution, std::uint32_t plane_size) {
    if (distribution == Distribution::block || distribution == Distribution::arbitrary) return in_blocks(counts);
    return in_turn(counts, distribution == Distribution::plane ? std::max(1u, plane_size) : 1);
}

Ranks ranks_by_list(const std::vector<std::string>& nodes, const std::vector<std::string>& list) {
    Ranks ranks(nodes.size());
    for (std::uint32_t rank = 0; rank < list.size(); ++rank) {
        const auto node = std::ranges::find(nodes, list[rank]);
        if (node != nodes.end()) ranks[static_cast<std::size_t>(node - nodes.begin())].push_back(rank);
    }
    return ranks;
}

}  // namespace sluice::engine
