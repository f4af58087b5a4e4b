// SPDX-License-Identifier: Apache-2.0
#include "launcher/node/context.hpp"

#include <algorithm>

#include "scheduler/model/topology.hpp"

namespace sluice::node {
namespace {

struct TopologyAddress {
    std::string path;     // "spine.leaf1.n1"
    std::string pattern;  // "switch.switch.node"
};

TopologyAddress address_in_topology(const ClusterConfig& config, const std::string& node) {
    const auto found = std::ranges::find(config.nodes, node, &NodeSpec::name);
    if (found == config.nodes.end()) return {node, "node"};
    const NodeIndex index{static_cast<std::uint32_t>(found - config.nodes.begin())};
    const Topology topology{config.topology, config.nodes};
    return {topology.path(index, node), topology.path_pattern(index)};
}

/// Emulated nodes share this machine's processors. MPI libraries that believe to own a node would bind the
/// first ranks of all nodes to the same core, and would spin while the rank they wait for cannot run.
void add_emulation(wire::ShepherdOrder& context) {
    context.add_defaults("OMPI_MCA_hwloc_base_binding_policy=none");
    context.add_defaults("OMPI_MCA_mpi_yield_when_idle=1");
}

void set_shape(wire::ShepherdOrder& context, const ClusterConfig& config, const std::string& node) {
    context.set_emulated(config.emulated);
    const auto found = std::ranges::find(config.nodes, node, &NodeSpec::name);
    if (found == config.nodes.end()) return;
    context.set_sockets(found->sockets);
    context.set_cores_per_socket(found->cores_per_socket);
    context.set_threads_per_core(found->threads_per_core);
}

}  // namespace

wire::ShepherdOrder shepherd_context(const ClusterConfig& config, const std::string& config_path,
                                     const std::string& node, const NodePaths& paths) {
    wire::ShepherdOrder context;
    context.set_cluster(config.name);
    context.set_node(node);
    context.set_daemon_socket(paths.socket);
    context.set_config_path(config_path);
    context.set_tmp_dir(paths.tmp);
    context.set_shared_memory_dir(paths.shared_memory);
    const auto address = address_in_topology(config, node);
    context.set_topology_address(address.path);
    context.set_topology_pattern(address.pattern);
    set_shape(context, config, node);
    for (const auto& [name, value] : config.launch.environment) context.add_defaults(name + "=" + value);
    if (config.emulated) add_emulation(context);
    context.add_overrides("OMPI_MCA_orte_tmpdir_base=" + paths.tmp);
    return context;
}

}  // namespace sluice::node
