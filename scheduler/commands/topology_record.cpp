// SPDX-License-Identifier: Apache-2.0
//
// `scontrol show topology`: switches as Slurm shows those of a tree, blocks as it shows blocks; the routers of
// a torus with their coordinates.
#include <fmt/format.h>

#include <map>

#include "scheduler/commands/records.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/topology.hpp"

namespace sluice::commands {
namespace {

std::string node_names(const std::vector<NodeIndex>& nodes, const ClusterConfig& config) {
    std::vector<std::string> names;
    for (const auto index : nodes) names.push_back(config.nodes[index.value()].name);
    return fold_hosts(names);
}

std::vector<std::string> names_below(const Topology& topology, std::size_t parent) {
    std::vector<std::string> names;
    for (const auto& each : topology.switches()) {
        if (each.parent == parent) names.push_back(each.name);
    }
    return names;
}

std::string switch_records(const Topology& topology, const ClusterConfig& config) {
    std::string text;
    for (std::size_t i = 0; i < topology.switches().size(); ++i) {
        const auto& each = topology.switches()[i];
        if (each.name.empty()) continue;
        const auto below = names_below(topology, i);
        text += fmt::format("SwitchName={} Level={} LinkSpeed=1 Nodes={}{}\n", each.name, each.level,
                            node_names(each.nodes, config), below.empty() ? "" : " Switches=" + fold_hosts(below));
    }
    return text;
}

/// The base blocks inside a larger one.
std::vector<std::string> base_blocks(const Topology& topology, std::size_t larger) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < topology.switches().size(); ++i) {
        const auto& name = topology.switches()[i].name;
        auto around = i;
        while (around != larger && around != Topology::kNoParent) around = topology.switches()[around].parent;
        if (!name.empty() && around == larger) names.push_back(name);
    }
    return names;
}

std::string block_records(const Topology& topology, const ClusterConfig& config) {
    const auto& sizes = config.topology.block_sizes;
    std::string text;
    for (std::size_t i = 0; i < topology.switches().size(); ++i) {
        const auto& each = topology.switches()[i];
        const bool outside = each.name.empty() && each.level == 0;  // the nodes in no block
        if (outside) continue;
        const auto name = each.name.empty() ? "AggregatedBlock=" + fold_hosts(base_blocks(topology, i)) : "BlockName=" + each.name;
        text += fmt::format("{} BlockIndex={} Nodes={} BlockSize={}\n", name, i, node_names(each.nodes, config),
                            sizes.empty() ? each.nodes.size() : sizes[each.level]);
    }
    return text;
}

std::string torus_records(const Topology& topology, const ClusterConfig& config) {
    std::map<std::vector<std::uint32_t>, std::vector<NodeIndex>> routers;
    for (std::uint32_t n = 0; n < topology.node_count(); ++n) {
        const auto at = topology.coordinates(NodeIndex{n});
        routers[{at.begin(), at.end()}].push_back(NodeIndex{n});
    }
    auto text = fmt::format("Torus={} Wrap={}\n", fmt::join(topology.dimensions(), "x"), topology.wraps() ? "YES" : "NO");
    for (const auto& [at, nodes] : routers) text += fmt::format("Coordinates={} Nodes={}\n", fmt::join(at, ","), node_names(nodes, config));
    return text;
}

}  // namespace

std::string topology_records(const ClusterConfig& config) {
    const Topology topology{config.topology, config.nodes};
    switch (topology.kind()) {
        case TopologyKind::flat:
        case TopologyKind::tree:
        case TopologyKind::dragonfly: return switch_records(topology, config);
        case TopologyKind::block: return block_records(topology, config);
        case TopologyKind::torus: return torus_records(topology, config);
    }
    return "";
}

}  // namespace sluice::commands
