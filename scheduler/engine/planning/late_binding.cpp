// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/late_binding.hpp"

#include <algorithm>
#include <cassert>

namespace sluice::engine {
namespace {

/// The request for that many of these nodes, and nothing but nodes.
Request some_of(const Request& request, std::vector<NodeIndex> nodes, std::uint32_t count) {
    auto some = request;
    some.candidates = std::move(nodes);
    some.min_nodes = some.max_nodes = count;
    some.tasks_given = true;  // else each of them would have to hold --ntasks-per-node
    some.tasks = count;
    return some;
}

/// The whole request on exactly these nodes.
Request all_of(const Request& request, std::vector<NodeIndex> nodes) {
    auto all = request;
    all.min_nodes = all.max_nodes = static_cast<std::uint32_t>(nodes.size());
    all.candidates = std::move(nodes);
    return all;
}

}  // namespace

std::vector<NodeIndex> LateBinding::idle(std::uint32_t node_class) const {
    std::vector<NodeIndex> nodes;
    for (const auto index : state_.classes()[node_class]) {
        const auto& node = state_.node(index);
        if (node.usable() && node.jobs.empty() && !taken_[index.value()]) nodes.push_back(index);
    }
    return nodes;
}

Placement LateBinding::choose(const Request& request, const Hold& hold) {
    if (taken_.empty()) taken_.assign(state_.nodes().size(), false);
    const auto whole = [&](NodeIndex index) { return NodeOffer{state_.node(index).total, true}; };
    std::vector<NodeIndex> nodes;
    hold.counts.for_each([&](const ClassCount& count) {
        const auto placed = place(some_of(request, idle(count.node_class), count.nodes), state_, whole);
        assert(placed && "numbers were planned that are not there");
        for (const auto& node : *placed) nodes.push_back(node.node);
    });
    std::ranges::sort(nodes);
    for (const auto index : nodes) taken_[index.value()] = true;
    auto placement = place(all_of(request, std::move(nodes)), state_, whole);
    assert(placement);
    return std::move(*placement);
}

}  // namespace sluice::engine
