// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/to_yaml.hpp"

#include "scheduler/config/schema.hpp"

namespace sluice {
namespace {

std::vector<std::string> names_of(const std::vector<NodeSpec>& nodes) {
    std::vector<std::string> names;
    for (const auto& node : nodes) names.push_back(node.name);
    return names;
}

}  // namespace

std::string to_yaml(const ClusterConfig& config) {
    auto shown = config;
    const auto all = names_of(config.nodes);
    for (auto& partition : shown.partitions) {
        if (partition.nodes == all) partition.nodes = {std::string{kAllNodes}};
    }
    return write_yaml(cluster_form().write(shown));
}

}  // namespace sluice
