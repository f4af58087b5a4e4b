// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/open_nodes.hpp"

#include <algorithm>
#include <numeric>

namespace sluice::engine {

OpenNodes::OpenNodes(const ClusterState& state) : free_(state.nodes().size(), 0) {
    std::uint32_t most = 0;
    for (const auto& node : state.nodes()) {
        most = std::max(most, node.total.cores);
        threads_per_core_ = std::max(threads_per_core_, node.spec.threads_per_core);
    }
    nodes_with_.assign(most + 1, 0);
    nodes_with_[0] = static_cast<std::uint32_t>(free_.size());
}

void OpenNodes::set(NodeIndex node, std::uint32_t free_cores) {
    auto& known = free_[node.value()];
    if (known == free_cores) return;
    --nodes_with_[known];
    ++nodes_with_[free_cores];
    all_free_ += free_cores;
    all_free_ -= known;
    open_ += (free_cores > 0 ? 1 : 0);
    open_ -= (known > 0 ? 1 : 0);
    known = free_cores;
}

std::vector<NodeIndex> OpenNodes::among(const std::vector<NodeIndex>& candidates) const {
    std::vector<NodeIndex> open;
    open.reserve(std::min<std::size_t>(open_, candidates.size()));
    std::ranges::copy_if(candidates, std::back_inserter(open), [&](NodeIndex node) { return contains(node); });
    return open;
}

std::uint32_t OpenNodes::with_at_least(std::uint32_t cores) const {
    if (cores >= nodes_with_.size()) return 0;
    return std::accumulate(nodes_with_.begin() + cores, nodes_with_.end(), 0u);
}

bool OpenNodes::may_hold(const Request& request) const {
    const auto cpus = request.overcommit ? 1 : std::max(request.cpus_per_task, request.min_cpus_per_node);
    const auto cores = (cpus - 1) / threads_per_core_ + 1;
    if (with_at_least(cores) < request.min_nodes) return false;
    if (!request.tasks_given || request.overcommit) return true;
    return all_free_ * threads_per_core_ >= std::uint64_t{request.tasks} * request.cpus_per_task;
}

}  // namespace sluice::engine
