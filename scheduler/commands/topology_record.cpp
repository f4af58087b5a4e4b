// SPDX-License-Identifier: Apache-2.0
//
// `scontrol show topology`
#include <fmt/format.h>

#include "scheduler/commands/records.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/topology.hpp"

namespace sluice::commands {
namespace {

std::string node_names(const Topology::Switch& each, const ClusterConfig& config) {
    std::vector<std::string> names;
    for (const auto index : each.nodes) names.push_back(config.nodes[index.value()].name);
    return fold_hosts(names);
}

/// The switches right below, as the configuration names them.
std::string below(const Topology::Switch& each, const ClusterConfig& config) {
    for (const auto& spec : config.topology.switches) {
        if (spec.name == each.name && !spec.switches.empty()) return " Switches=" + fold_hosts(spec.switches);
    }
    return "";
}

}  // namespace

std::string topology_records(const ClusterConfig& config) {
    const Topology topology{config.topology, config.nodes};
    std::string text;
    for (const auto& each : topology.switches()) {
        if (each.name.empty()) continue;
        text += fmt::format("SwitchName={} Level={} LinkSpeed=1 Nodes={}{}\n", each.name, each.level,
                            node_names(each, config), below(each, config));
    }
    return text;
}

}  // namespace sluice::commands
