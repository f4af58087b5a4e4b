// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/topology.hpp"

#include <algorithm>
#include <map>

namespace sluice {
namespace {

using NameIndex = std::map<std::string, std::size_t, std::less<>>;

NameIndex index_of(std::span<const SwitchSpec> switches) {
    NameIndex index;
    for (std::size_t i = 0; i < switches.size(); ++i) index.emplace(switches[i].name, i);
    return index;
}

}  // namespace

Topology::Topology(const TopologySpec& spec, std::span<const NodeSpec> nodes) {
    constexpr auto kUnplaced = kNoParent;
    leaf_of_.assign(nodes.size(), kUnplaced);
    std::map<std::string, NodeIndex, std::less<>> node_index;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) node_index.emplace(nodes[i].name, NodeIndex{i});

    const auto by_name = index_of(spec.switches);
    for (const auto& s : spec.switches) switches_.push_back({s.name, kNoParent, 0, {}});
    for (std::size_t i = 0; i < spec.switches.size(); ++i) {
        for (const auto& child : spec.switches[i].switches) switches_[by_name.at(child)].parent = i;
        for (const auto& name : spec.switches[i].nodes) leaf_of_[node_index.at(name).value()] = i;
    }

    if (std::ranges::find(leaf_of_, kUnplaced) != leaf_of_.end()) {
        switches_.push_back({"", kNoParent, 0, {}});
        std::ranges::replace(leaf_of_, kUnplaced, switches_.size() - 1);
    }
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        std::size_t level = 0;
        for (auto s = leaf_of_[n]; s != kNoParent; s = switches_[s].parent, ++level) {
            switches_[s].nodes.push_back(NodeIndex{n});
            switches_[s].level = std::max(switches_[s].level, level);
        }
    }
}

std::size_t Topology::hops(NodeIndex a, NodeIndex b) const {
    if (a == b) return 0;
    std::vector<std::size_t> ancestors;
    for (auto s = leaf_of(a); s != kNoParent; s = switches_[s].parent) ancestors.push_back(s);
    std::size_t up = 1;
    for (auto s = leaf_of(b); s != kNoParent; s = switches_[s].parent, ++up) {
        const auto meet = std::ranges::find(ancestors, s);
        if (meet != ancestors.end()) return up + static_cast<std::size_t>(meet - ancestors.begin()) + 1;
    }
    return up + ancestors.size() + 2;  // no common switch: further than anything that has one
}

std::string Topology::path(NodeIndex node, std::string_view node_name) const {
    std::string text{node_name};
    for (auto s = leaf_of(node); s != kNoParent; s = switches_[s].parent) {
        if (!switches_[s].name.empty()) text = switches_[s].name + "." + text;
    }
    return text;
}

}  // namespace sluice
