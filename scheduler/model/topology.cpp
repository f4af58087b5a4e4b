// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/topology.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "scheduler/model/torus.hpp"

namespace sluice {
namespace {

using NameIndex = std::map<std::string_view, std::size_t>;

NameIndex index_of(std::span<const SwitchSpec> switches, std::size_t first) {
    NameIndex index;
    for (std::size_t i = 0; i < switches.size(); ++i) index.emplace(switches[i].name, first + i);
    return index;
}

NameIndex index_of(std::span<const NodeSpec> nodes) {
    NameIndex index;
    for (std::size_t i = 0; i < nodes.size(); ++i) index.emplace(nodes[i].name, i);
    return index;
}

/// The nodes that a regular network lists, or all.
std::vector<std::string> listed(const TopologySpec& spec, std::span<const NodeSpec> nodes) {
    if (!spec.nodes.empty()) return spec.nodes;
    std::vector<std::string> all;
    for (const auto& node : nodes) all.push_back(node.name);
    return all;
}

}  // namespace

std::string_view to_string(TopologyKind kind) {
    switch (kind) {
        case TopologyKind::flat: return "flat";
        case TopologyKind::tree: return "tree";
        case TopologyKind::block: return "block";
        case TopologyKind::dragonfly: return "dragonfly";
        case TopologyKind::torus: return "torus";
    }
    return "flat";
}

std::vector<SwitchSpec> regular_dragonfly(const TopologySpec& spec, std::span<const std::string> nodes) {
    std::vector<SwitchSpec> switches;
    for (std::uint32_t g = 1; g <= spec.groups; ++g) {
        SwitchSpec group{fmt::format("group{}", g), {}, {}};
        for (std::uint32_t r = 1; r <= spec.routers; ++r) {
            SwitchSpec router{fmt::format("router{}", (g - 1) * spec.routers + r), {}, {}};
            router.nodes.assign(nodes.begin(), nodes.begin() + spec.nodes_per_router);
            nodes = nodes.subspan(spec.nodes_per_router);
            group.switches.push_back(router.name);
            switches.push_back(std::move(router));
        }
        switches.push_back(std::move(group));
    }
    return switches;
}

Topology::Topology(const TopologySpec& spec, std::span<const NodeSpec> nodes) : kind_{spec.kind} {
    leaf_of_.assign(nodes.size(), kNoParent);
    switch (kind_) {
        case TopologyKind::flat: break;
        case TopologyKind::tree: add_switches(spec.switches, nodes); break;
        case TopologyKind::block:
            add_switches(spec.blocks, nodes);
            add_larger_blocks(spec);
            break;
        case TopologyKind::dragonfly:
            if (spec.switches.empty()) add_switches(regular_dragonfly(spec, listed(spec, nodes)), nodes);
            else add_switches(spec.switches, nodes);
            break;
        case TopologyKind::torus: add_bricks(spec, nodes); break;
    }
    add_unplaced();
    fill();
    if (kind_ == TopologyKind::torus) line_up_torus();
    else line_up();
}

void Topology::add_switches(std::span<const SwitchSpec> specs, std::span<const NodeSpec> nodes) {
    const auto first = switches_.size();
    const auto node_index = index_of(nodes);
    const auto by_name = index_of(specs, first);
    for (const auto& each : specs) switches_.push_back({each.name, kNoParent, 0, {}});
    for (std::size_t i = 0; i < specs.size(); ++i) {
        for (const auto& child : specs[i].switches) switches_[by_name.at(child)].parent = first + i;
        for (const auto& name : specs[i].nodes) leaf_of_[node_index.at(name)] = first + i;
    }
}

/// So many consecutive blocks, or blocks of blocks, as their nodes add up to make the next larger block.
void Topology::add_larger_blocks(const TopologySpec& spec) {
    std::size_t first = 0;
    for (std::size_t i = 1; i < spec.block_sizes.size(); ++i) {
        const auto together = spec.block_sizes[i] / spec.block_sizes[i - 1];
        const auto end = switches_.size();
        for (auto member = first; member < end; ++member) {
            if ((member - first) % together == 0) switches_.push_back({"", kNoParent, 0, {}});
            switches_[member].parent = switches_.size() - 1;
        }
        first = end;
    }
}

/// A torus has no switches between router and whole: bricks of neighbouring routers, and bricks of bricks,
/// stand in for them.
void Topology::add_bricks(const TopologySpec& spec, std::span<const NodeSpec> nodes) {
    dimensions_ = spec.dimensions;
    wrap_ = spec.wrap;
    const auto node_index = index_of(nodes);
    coordinates_.resize(nodes.size() * dimensions_.size());
    const auto put = [&](const std::string& name, std::span<const std::uint32_t> at) {
        const auto node = node_index.at(name);
        std::ranges::copy(at, coordinates_.begin() + static_cast<std::ptrdiff_t>(node * dimensions_.size()));
        leaf_of_[node] = 0;
    };
    for (const auto& position : spec.positions) {
        for (const auto& name : position.nodes) put(name, position.at);
    }
    const auto in_order = spec.positions.empty() ? listed(spec, nodes) : std::vector<std::string>{};
    for (std::size_t i = 0; i < in_order.size(); ++i) {
        put(in_order[i], coordinates_of(i / spec.nodes_per_router, dimensions_));
    }

    auto side = smallest_brick_side(dimensions_, spec.nodes_per_router);
    std::vector<std::size_t> brick_of(nodes.size(), kNoParent);  // on the level below
    for (bool is_leaf = true, is_whole = false; !is_whole; side *= 2, is_leaf = false) {
        std::map<std::vector<std::uint32_t>, std::size_t> bricks;
        for (std::uint32_t node = 0; node < nodes.size(); ++node) {
            if (leaf_of_[node] == kNoParent) continue;
            const auto [brick, is_new] = bricks.emplace(brick_at(coordinates(NodeIndex{node}), side), switches_.size());
            if (is_new) switches_.push_back({"", kNoParent, 0, {}});
            if (is_leaf) leaf_of_[node] = brick->second;
            else switches_[brick_of[node]].parent = brick->second;
            brick_of[node] = brick->second;
        }
        is_whole = bricks.size() <= 1;
    }
}

void Topology::add_unplaced() {
    if (std::ranges::find(leaf_of_, kNoParent) == leaf_of_.end()) return;
    switches_.push_back({"", kNoParent, 0, {}});
    std::ranges::replace(leaf_of_, kNoParent, switches_.size() - 1);
}

void Topology::fill() {
    for (std::uint32_t n = 0; n < leaf_of_.size(); ++n) {
        std::size_t level = 0;
        for (auto s = leaf_of_[n]; s != kNoParent; s = switches_[s].parent, ++level) {
            switches_[s].nodes.push_back(NodeIndex{n});
            switches_[s].level = std::max(switches_[s].level, level);
        }
    }
}

/// Nodes in the order of the first nodes of their switches, from the highest switch down.
void Topology::line_up() {
    std::vector<std::vector<std::size_t>> keys(leaf_of_.size());
    for (std::size_t n = 0; n < keys.size(); ++n) {
        keys[n].push_back(n);
        for (auto s = leaf_of_[n]; s != kNoParent; s = switches_[s].parent)
            keys[n].push_back(switches_[s].nodes.front().value());
        std::ranges::reverse(keys[n]);
    }
    std::vector<std::size_t> order(keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t n) -> const auto& { return keys[n]; });
    position_.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) position_[order[i]] = i;
}

void Topology::line_up_torus() {
    std::vector<std::size_t> order(leaf_of_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t n) {
        return place_in_snake(coordinates(NodeIndex{static_cast<std::uint32_t>(n)}), dimensions_);
    });
    position_.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) position_[order[i]] = i;
}

std::span<const std::uint32_t> Topology::coordinates(NodeIndex node) const {
    return std::span{coordinates_}.subspan(node.value() * dimensions_.size(), dimensions_.size());
}

std::size_t Topology::links_between_routers(NodeIndex a, NodeIndex b) const {
    if (kind_ == TopologyKind::torus) return torus_distance(coordinates(a), coordinates(b), dimensions_, wrap_);
    std::vector<std::size_t> ancestors;
    for (auto s = leaf_of(a); s != kNoParent; s = switches_[s].parent) ancestors.push_back(s);
    std::size_t up = 0;
    for (auto s = leaf_of(b); s != kNoParent; s = switches_[s].parent, ++up) {
        const auto meet = std::ranges::find(ancestors, s);
        if (meet == ancestors.end()) continue;
        const auto links = up + static_cast<std::size_t>(meet - ancestors.begin());
        return kind_ == TopologyKind::dragonfly ? std::min<std::size_t>(links, 1) : links;
    }
    if (kind_ == TopologyKind::dragonfly) return 3;  // to another group, and inside both
    return up + ancestors.size() + 1;  // no common switch: further than anything that has one
}

std::size_t Topology::hops(NodeIndex a, NodeIndex b) const { return a == b ? 0 : 2 + links_between_routers(a, b); }

std::string Topology::path(NodeIndex node, std::string_view node_name) const {
    std::string text{node_name};
    for (auto s = leaf_of(node); s != kNoParent; s = switches_[s].parent) {
        if (!switches_[s].name.empty()) text = switches_[s].name + "." + text;
    }
    return text;
}

std::string Topology::path_pattern(NodeIndex node) const {
    std::string text{"node"};
    for (auto s = leaf_of(node); s != kNoParent; s = switches_[s].parent) {
        if (!switches_[s].name.empty()) text = (kind_ == TopologyKind::block ? "block." : "switch.") + text;
    }
    return text;
}

}  // namespace sluice
