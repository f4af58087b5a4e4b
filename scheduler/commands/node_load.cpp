// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/node_load.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::commands {
namespace {

struct Load {
    std::uint64_t allocated = 0, idle = 0, other = 0;

    [[nodiscard]] std::uint64_t total() const { return allocated + idle + other; }
};

Load node_load(const NodeGroup& group) {
    Load load;
    for (const auto* node : group.nodes) {
        const bool busy = node->cpus_allocated > 0 || node->jobs_running + node->jobs_completing > 0;
        if (busy && node->record.health == NodeHealth::up) ++load.allocated;
        else if (takes_jobs(*node)) ++load.idle;
        else ++load.other;
    }
    return load;
}

Load cpu_load(const NodeGroup& group) {
    Load load;
    for (const auto* node : group.nodes) {
        const auto held = std::min(node->cpus_allocated, node->spec.cpus());
        load.allocated += held;
        (takes_jobs(*node) ? load.idle : load.other) += node->spec.cpus() - held;
    }
    return load;
}

std::string text_of(const Load& load) {
    return fmt::format("{}/{}/{}/{}", load.allocated, load.idle, load.other, load.total());
}

}  // namespace

std::string cpus_by_state(const NodeGroup& group) { return text_of(cpu_load(group)); }
std::string nodes_by_state(const NodeGroup& group) { return text_of(node_load(group)); }
std::string nodes_busy_and_idle(const NodeGroup& group) {
    const auto load = node_load(group);
    return fmt::format("{}/{}", load.allocated, load.idle);
}

bool takes_jobs(const NodeView& node) { return node.record.health == NodeHealth::up && !node.record.drain; }

}  // namespace sluice::commands
