// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "scheduler/model/hostlist.hpp"

namespace sluice {
namespace {

std::string line(std::string_view title, std::string_view text) {
    return fmt::format("{:<12}{}\n", title, text);
}

std::string counted(std::size_t count, std::string_view thing, std::string_view plural_end = "s") {
    return fmt::format("{} {}{}", count, thing, count == 1 ? "" : plural_end);
}

std::string gres_of(const std::vector<NodeSpec>& nodes) {
    std::map<std::string, std::uint64_t> totals;
    for (const auto& node : nodes) {
        for (const auto& gres : node.gres)
            totals[gres.type.empty() ? gres.name : gres.name + ":" + gres.type] += gres.count;
    }
    std::string text;
    for (const auto& [kind, count] : totals) text += fmt::format(", {} {}", count, kind);
    return text;
}

std::string nodes_line(const std::vector<NodeSpec>& nodes) {
    std::vector<std::string> names;
    std::size_t cores = 0, cpus = 0;
    Mebibytes memory;
    for (const auto& node : nodes) {
        names.push_back(node.name);
        cores += node.cores();
        cpus += node.cpus();
        memory += node.memory;
    }
    const auto threads = cpus == cores ? "" : fmt::format(" ({} CPUs)", cpus);
    return line("nodes", fmt::format("{}: {}, {}{}, {} memory{}", nodes.size(), fold_hosts(names),
                                     counted(cores, "core"), threads, format_memory(memory), gres_of(nodes)));
}

std::string tree_text(const ClusterConfig& config) {
    const Topology tree{config.topology, config.nodes};
    std::size_t leaves = 0, levels = 0;
    for (const auto& each : config.topology.switches) leaves += each.nodes.empty() ? 0 : 1;
    for (const auto& each : tree.switches()) levels = std::max(levels, each.level + 1);
    return fmt::format("tree, {}: {}, {} of them with nodes", counted(levels, "level"),
                       counted(config.topology.switches.size(), "switch", "es"), leaves);
}

std::string dragonfly_text(const TopologySpec& topology) {
    auto groups = std::size_t{topology.groups}, routers = groups * topology.routers;
    for (const auto& each : topology.switches) ++(each.nodes.empty() ? groups : routers);
    return fmt::format("dragonfly: {} in {}", counted(routers, "router"), counted(groups, "group"));
}

std::string topology_text(const ClusterConfig& config) {
    const auto& topology = config.topology;
    switch (topology.kind) {
        case TopologyKind::flat: return "flat";
        case TopologyKind::tree: return tree_text(config);
        case TopologyKind::block:
            return fmt::format("block: {}{}", counted(topology.blocks.size(), "base block"),
                               topology.block_sizes.empty() ? "" : fmt::format(", sizes {}", fmt::join(topology.block_sizes, ",")));
        case TopologyKind::dragonfly: return dragonfly_text(topology);
        case TopologyKind::torus:
            return fmt::format("{}: {} routers", topology.wrap ? "torus" : "mesh", fmt::join(topology.dimensions, "x"));
    }
    return "";
}

std::string topology_line(const ClusterConfig& config) { return line("topology", topology_text(config)); }

std::string partition_line(const PartitionSpec& partition) {
    return line("partition",
                fmt::format("{}{}: {} ({}), limit {}, tier {}, {}", partition.name,
                            partition.is_default ? "*" : "", fold_hosts(partition.nodes),
                            counted(partition.nodes.size(), "node"), format_time_limit(partition.max_time),
                            partition.priority_tier, to_string(partition.state)));
}

/// Legal, but seldom meant.
std::string note_on_others(const ClusterConfig& config, const std::set<std::string_view>& used,
                           std::string_view what) {
    std::vector<std::string> others;
    for (const auto& node : config.nodes) {
        if (!used.contains(node.name)) others.push_back(node.name);
    }
    return others.empty() ? "" : line("note", fmt::format("{} {}", fold_hosts(others), what));
}

std::string notes(const ClusterConfig& config) {
    std::set<std::string_view> scheduled, placed;
    for (const auto& partition : config.partitions)
        scheduled.insert(partition.nodes.begin(), partition.nodes.end());
    const auto& topology = config.topology;
    for (const auto& leaf : topology.switches) placed.insert(leaf.nodes.begin(), leaf.nodes.end());
    for (const auto& block : topology.blocks) placed.insert(block.nodes.begin(), block.nodes.end());
    return note_on_others(config, scheduled, "in no partition") +
           (topology.switches.empty() ? "" : note_on_others(config, placed, "below no switch")) +
           (topology.blocks.empty() ? "" : note_on_others(config, placed, "in no block"));
}

std::string policy_line(const SchedulingSpec& scheduling) {
    const bool easy = scheduling.policy == PlanPolicy::easy;
    return line("scheduling",
                fmt::format("{}{}", to_string(scheduling.policy),
                            easy ? ", " + counted(scheduling.reservations, "reservation") : ""));
}

}  // namespace

std::string summary(const ClusterConfig& config) {
    auto text =
        line("cluster", config.name) +
        line("controller", fmt::format("{} port {}", config.controller.host, config.controller.port)) +
        nodes_line(config.nodes) + topology_line(config);
    for (const auto& partition : config.partitions) text += partition_line(partition);
    return text + policy_line(config.scheduling) + notes(config);
}

}  // namespace sluice
