// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/fence_board.hpp"

#include <algorithm>

namespace sluice::step {

std::optional<FenceBoard::Complete> FenceBoard::add(const pmix::FenceId& id, std::uint32_t position,
                                                    std::string data) {
    const auto nodes = pmix::nodes_of(layout_, id);
    if (!nodes || !std::ranges::binary_search(*nodes, position)) return std::nullopt;
    auto& contributions = open_[id];
    contributions.insert_or_assign(position, std::move(data));
    if (contributions.size() < nodes->size()) return std::nullopt;

    Complete complete{*nodes, {}};
    for (const auto& [node, part] : contributions) complete.data += part;
    open_.erase(id);
    return complete;
}

}  // namespace sluice::step
