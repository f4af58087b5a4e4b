// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/outcome.hpp"

#include <algorithm>

#include "scheduler/model/hostlist.hpp"

namespace sluice::sim {

/// In node order, in which names fold best.
std::string Outcome::nodes_of(const JobRun& run) const {
    if (node_names.empty()) return {};
    const auto held = results.nodes_of(run);
    std::vector<NodeIndex> nodes{held.begin(), held.end()};
    std::ranges::sort(nodes);
    std::vector<std::string> names;
    names.reserve(nodes.size());
    for (const auto node : nodes) names.push_back(node_names[node.value()]);
    return fold_hosts(names);
}

std::string Outcome::partition_of(const JobRun& run) const {
    return run.partition < partition_names.size() ? partition_names[run.partition] : std::string{};
}

}  // namespace sluice::sim
