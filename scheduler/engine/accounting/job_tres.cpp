// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/accounting/job_tres.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::engine {
namespace {

void add_gres(TresList& tres, const std::string& name, const std::string& type, std::int64_t count) {
    if (count == 0) return;
    add_tres(tres, "gres/" + name, count);
    if (!type.empty()) add_tres(tres, fmt::format("gres/{}:{}", name, type), count);
}

void add_billing(TresList& tres, const PartitionSpec* partition) {
    static const std::vector<TresWeight> kNone;
    const auto billing = billing_of(tres, partition == nullptr ? kNone : partition->tres_billing_weights);
    add_tres(tres, "billing", static_cast<std::int64_t>(billing));
}

/// The least of a property of the nodes that may be used.
template <class Property>
std::int64_t least(const Request& request, const ClusterState& state, Property property) {
    std::int64_t found = -1;
    for (const auto index : request.candidates) {
        const auto value = static_cast<std::int64_t>(property(state.node(index)));
        if (found < 0 || value < found) found = value;
    }
    return std::max<std::int64_t>(found, 0);
}

std::int64_t least_cpus(const Request& request, const ClusterState& state) {
    const std::int64_t nodes = request.min_nodes;
    if (request.exclusive) {
        return nodes * least(request, state,
                             [](const NodeState& n) { return n.total.cores * n.spec.threads_per_core; });
    }
    const auto tasks =
        request.tasks_given ? std::int64_t{request.tasks} : nodes * request.tasks_per_node.value_or(1);
    const auto for_tasks = request.overcommit ? nodes : tasks * request.cpus_per_task;
    return std::max({for_tasks, nodes * request.min_cpus_per_node, nodes});
}

std::int64_t least_memory(const Request& request, const ClusterState& state, std::int64_t cpus) {
    const std::int64_t nodes = request.min_nodes;
    if (request.all_memory)
        return nodes * least(request, state, [](const NodeState& n) { return n.total.memory.count(); });
    return std::max(nodes * request.memory_per_node.count(), cpus * request.memory_per_cpu.count());
}

void add_least_gres(TresList& tres, const Request& request, const ClusterState& state) {
    for (const auto& [kinds, count] : request.gres) {
        if (kinds.empty()) continue;
        const auto& kind = state.gres_kinds().all()[kinds.front()];
        const auto all = std::int64_t{count} * request.min_nodes;
        add_gres(tres, kind.name, kinds.size() == 1 ? kind.type : "", all);
    }
}

}  // namespace

double billing_of(const TresList& tres, const std::vector<TresWeight>& weights) {
    if (weights.empty()) return static_cast<double>(count_of(tres, "cpu"));
    double sum = 0;
    for (const auto& [name, weight] : weights) {
        const auto units = static_cast<double>(count_of(tres, name)) / (name == "mem" ? 1024 : 1);
        sum += units * weight;
    }
    return sum;
}

TresList tres_held(const Job& job, const ClusterState& state) {
    TresList tres;
    add_tres(tres, "cpu", job.total_cpus());
    add_tres(tres, "node", static_cast<std::int64_t>(job.shares.size()));
    for (const auto& share : job.shares) {
        add_tres(tres, "mem", share.memory.count());
        for (const auto& held : share.gres)
            add_gres(tres, held.name, held.type, static_cast<std::int64_t>(held.indices.size()));
    }
    for (const auto& [name, count] : job.licenses) add_tres(tres, "license/" + name, count);
    const auto partition = state.find_partition(job.partition);
    add_billing(tres, partition ? &state.partitions()[*partition].spec : nullptr);
    return tres;
}

TresList tres_of(const Job& job, const Placement& placement, const ClusterState& state,
                 std::size_t partition) {
    TresList tres;
    add_tres(tres, "node", static_cast<std::int64_t>(placement.size()));
    for (const auto& placed : placement) {
        add_tres(tres, "cpu", placed.cpus);
        add_tres(tres, "mem", placed.amount.memory.count());
        for (std::size_t kind = 0; kind < placed.amount.gres.size(); ++kind) {
            const auto& name = state.gres_kinds().all()[kind];
            add_gres(tres, name.name, name.type, placed.amount.gres[kind]);
        }
    }
    for (const auto& [name, count] : job.spec.licenses) add_tres(tres, "license/" + name, count);
    add_billing(tres, &state.partitions()[partition].spec);
    return tres;
}

TresList least_tres(const Request& request, const ClusterState& state) {
    TresList tres;
    const auto cpus = least_cpus(request, state);
    add_tres(tres, "cpu", cpus);
    add_tres(tres, "mem", least_memory(request, state, cpus));
    add_tres(tres, "node", request.min_nodes);
    add_least_gres(tres, request, state);
    for (const auto& [license, count] : request.licenses)
        add_tres(tres, "license/" + state.config().licenses[license].name, count);
    add_billing(tres, &state.partitions()[request.partition].spec);
    return tres;
}

}  // namespace sluice::engine
