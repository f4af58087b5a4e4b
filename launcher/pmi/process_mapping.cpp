// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmi/process_mapping.hpp"

#include <fmt/format.h>

namespace sluice::pmi {
namespace {

/// `nodes` nodes from `first` on, each with the next `ranks` ranks.
struct Block {
    std::uint32_t first;
    std::uint32_t nodes;
    std::uint32_t ranks;
};

std::vector<std::uint32_t> node_of_rank(const std::vector<std::vector<std::uint32_t>>& ranks) {
    std::vector<std::uint32_t> nodes;
    for (std::uint32_t node = 0; node < ranks.size(); ++node) {
        for (const auto rank : ranks[node]) {
            if (nodes.size() <= rank) nodes.resize(rank + 1);
            nodes[rank] = node;
        }
    }
    return nodes;
}

/// Ranks in a row on one node, as blocks of that node.
std::vector<Block> runs(const std::vector<std::uint32_t>& nodes) {
    std::vector<Block> found;
    for (const auto node : nodes) {
        if (!found.empty() && found.back().first == node) ++found.back().ranks;
        else found.push_back({node, 1, 1});
    }
    return found;
}

std::vector<Block> joined(const std::vector<Block>& blocks) {
    std::vector<Block> found;
    for (const auto& block : blocks) {
        const bool goes_on = !found.empty() && found.back().ranks == block.ranks &&
                             found.back().first + found.back().nodes == block.first;
        if (goes_on) ++found.back().nodes;
        else found.push_back(block);
    }
    return found;
}

}  // namespace

std::string process_mapping(const std::vector<std::vector<std::uint32_t>>& ranks) {
    std::string text = "(vector";
    for (const auto& block : joined(runs(node_of_rank(ranks)))) {
        text += fmt::format(",({},{},{})", block.first, block.nodes, block.ranks);
    }
    return text + ")";
}

}  // namespace sluice::pmi
