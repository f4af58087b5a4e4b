// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/late_binding.hpp"

#include <cassert>

#include "scheduler/engine/placement/node_choice.hpp"

namespace sluice::engine {
namespace {

std::vector<std::uint32_t> weights_of(const ClusterState& state) {
    std::vector<std::uint32_t> weights;
    for (const auto& node : state.nodes()) weights.push_back(node.spec.weight);
    return weights;
}

/// The whole request on exactly these nodes.
Request on_all(const Request& request, std::vector<NodeIndex> nodes) {
    auto all = request;
    all.min_nodes = all.max_nodes = static_cast<std::uint32_t>(nodes.size());
    all.candidates = std::move(nodes);
    return all;
}

}  // namespace

LateBinding::LateBinding(const ClusterState& state) : free_{state.topology(), weights_of(state)} {
    for (std::uint32_t i = 0; i < state.nodes().size(); ++i) {
        usable_.push_back(state.nodes()[i].usable());
        if (!usable_.back()) free_.set_busy(NodeIndex{i}, FreeNodes::kNever);
    }
    for (const auto& members : state.classes()) classes_.push_back(free_.bits_of(members));
}

void LateBinding::occupy(std::span<const NodeIndex> nodes, Instant until) {
    for (const auto node : nodes) {
        if (usable_[node.value()]) free_.set_busy(node, until);
    }
}

void LateBinding::release(std::span<const NodeIndex> nodes) {
    for (const auto node : nodes) {
        if (usable_[node.value()]) free_.set_free(node);
    }
}

Placement LateBinding::choose(const ClusterState& state, const Request& request, const Hold& hold, Instant now,
                              Instant until) {
    std::vector<std::uint32_t> most_of_class(classes_.size(), 0);
    NodeWish wish;
    wish.count = 0;
    wish.now = now;
    wish.until = until;
    hold.counts.for_each([&](const ClassCount& count) {
        most_of_class[count.node_class] = count.nodes;
        wish.count += count.nodes;
    });
    if (classes_.size() > 1) wish.classes = classes_, wish.most_of_class = most_of_class;
    auto nodes = choose_nodes(free_, wish);
    assert(nodes && "numbers were planned that are not there");
    occupy(*nodes, until);
    const auto whole = [&](NodeIndex index) { return NodeOffer{state.node(index).total, true}; };
    auto placement = place(on_all(request, std::move(*nodes)), state, whole);
    assert(placement);
    return std::move(*placement);
}

}  // namespace sluice::engine
