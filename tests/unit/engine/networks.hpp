// SPDX-License-Identifier: Apache-2.0
//
// Networks for tests of placement, given by numbers; nodes are n0, n1, ... in their order.
#pragma once

#include <fmt/format.h>

#include <random>

#include "scheduler/model/topology.hpp"

namespace sluice::engine::testing {

inline std::vector<NodeSpec> numbered_nodes(std::uint32_t count) {
    std::vector<NodeSpec> nodes(count);
    for (std::uint32_t n = 0; n < count; ++n) nodes[n].name = fmt::format("n{}", n);
    return nodes;
}

/// Switches above leaves of these sizes: `pods[i]` are the leaf sizes below switch i.
inline Topology tree_of(const std::vector<std::vector<std::uint32_t>>& pods) {
    TopologySpec spec;
    spec.kind = TopologyKind::tree;
    std::uint32_t nodes = 0;
    SwitchSpec core{"core", {}, {}};
    for (const auto& sizes : pods) {
        SwitchSpec pod{fmt::format("pod{}", core.switches.size()), {}, {}};
        for (const auto size : sizes) {
            SwitchSpec leaf{fmt::format("leaf{}-{}", core.switches.size(), pod.switches.size()), {}, {}};
            for (std::uint32_t i = 0; i < size; ++i) leaf.nodes.push_back(fmt::format("n{}", nodes++));
            pod.switches.push_back(leaf.name);
            spec.switches.push_back(leaf);
        }
        core.switches.push_back(pod.name);
        spec.switches.push_back(pod);
    }
    spec.switches.push_back(core);
    return Topology{spec, numbered_nodes(nodes)};
}

inline Topology random_tree(std::mt19937& random) {
    const auto below = [&](std::uint32_t bound) { return static_cast<std::uint32_t>(random() % bound); };
    std::vector<std::vector<std::uint32_t>> pods(1 + below(3));
    for (auto& sizes : pods) {
        sizes.resize(1 + below(3));
        for (auto& size : sizes) size = 1 + below(5);
    }
    return tree_of(pods);
}

}  // namespace sluice::engine::testing
