// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/emulation.hpp"

#include <fmt/format.h>

#include "scheduler/model/number.hpp"

namespace sluice::commands {
namespace {

constexpr std::uint32_t kMostNodes = 1'000;  // of one machine
constexpr std::uint32_t kDefaultNodes = 4;

std::string node_name(std::uint32_t number) { return fmt::format("n{}", number); }

TopologySpec tree(const QuickTopology& shape) {
    TopologySpec topology;
    topology.kind = TopologyKind::tree;
    SwitchSpec spine{"spine", {}, {}};
    for (std::uint32_t leaf = 0; leaf < shape.leaves; ++leaf) {
        auto& each = topology.switches.emplace_back(SwitchSpec{fmt::format("leaf{}", leaf + 1), {}, {}});
        for (std::uint32_t i = 1; i <= shape.nodes_per_leaf; ++i)
            each.nodes.push_back(node_name(leaf * shape.nodes_per_leaf + i));
        spine.switches.push_back(each.name);
    }
    topology.switches.push_back(std::move(spine));
    return topology;
}

NodeSpec quick_node(std::uint32_t number) {
    NodeSpec node;
    node.name = node_name(number);
    node.cores_per_socket = 2;
    node.memory = Mebibytes{4096};
    return node;
}

}  // namespace

Result<QuickTopology> parse_topology(std::string_view text) {
    if (text == "flat") return QuickTopology{};
    constexpr std::string_view kTree = "tree:";
    const auto by = text.find('x');
    const auto allowed = fail(Errc::invalid_argument,
                              fmt::format("--topology={} is neither flat nor tree:LEAVESxNODES", text));
    if (!text.starts_with(kTree) || by == std::string_view::npos) return allowed;
    const auto leaves = parse_number<std::uint32_t>(text.substr(kTree.size(), by - kTree.size()));
    const auto nodes = parse_number<std::uint32_t>(text.substr(by + 1));
    const bool sensible =
        leaves && nodes && *leaves > 0 && *nodes > 0 && *leaves <= kMostNodes && *nodes <= kMostNodes;
    if (!sensible) return allowed;
    return QuickTopology{*leaves, *nodes};
}

Result<ClusterConfig> quick_cluster(std::optional<std::uint32_t> nodes, const QuickTopology& topology) {
    const auto in_tree = topology.leaves * topology.nodes_per_leaf;
    if (nodes && in_tree > 0 && *nodes != in_tree)
        return fail(
            Errc::invalid_argument,
            fmt::format("--nodes={} does not agree with the topology, which has {}", *nodes, in_tree));
    const auto count = in_tree > 0 ? in_tree : nodes.value_or(kDefaultNodes);
    if (count > kMostNodes)
        return fail(Errc::invalid_argument, fmt::format("at most {} nodes fit on one machine", kMostNodes));

    ClusterConfig config;
    config.name = "quick";
    PartitionSpec batch;
    batch.name = "batch";
    batch.is_default = true;
    for (std::uint32_t number = 1; number <= count; ++number) {
        config.nodes.push_back(quick_node(number));
        batch.nodes.push_back(node_name(number));
    }
    config.partitions.push_back(std::move(batch));
    if (in_tree > 0) config.topology = tree(topology);
    return config;
}

ClusterConfig emulated(ClusterConfig config, const std::string& state_dir, std::uint16_t port, bool as_root) {
    config.emulated = true;
    config.state_dir = state_dir;
    config.controller.host = "127.0.0.1";
    config.controller.port = port;
    auto& variables = config.launch.environment;
    variables.try_emplace("OMPI_MCA_btl_tcp_if_include", "lo");
    variables.try_emplace("OMPI_MCA_oob_tcp_if_include", "lo");
    variables.try_emplace("OMPI_MCA_mpi_yield_when_idle", "1");  // ranks share cores
    if (as_root) {
        variables.try_emplace("OMPI_ALLOW_RUN_AS_ROOT", "1");
        variables.try_emplace("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    }
    return config;
}

}  // namespace sluice::commands
