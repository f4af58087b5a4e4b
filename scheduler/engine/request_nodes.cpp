// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/request_nodes.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <set>

#include "scheduler/engine/features.hpp"
#include "scheduler/engine/placement.hpp"

namespace sluice::engine {
namespace {

Result<std::vector<NodeIndex>> find_nodes(const std::vector<std::string>& names, const ClusterState& state) {
    std::vector<NodeIndex> found;
    for (const auto& name : names) {
        const auto index = state.find_node(name);
        if (!index) return fail(Errc::invalid_node_name, fmt::format("no node is called '{}'", name));
        found.push_back(*index);
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

bool has_shape(const NodeSpec& node, const NodeShape& wanted) {
    return node.sockets >= wanted.sockets.value_or(1) && node.cores_per_socket >= wanted.cores_per_socket.value_or(1) &&
           node.threads_per_core >= wanted.threads_per_core.value_or(1);
}

/// What no node of the partition has enough of; the first line in Slurm's words. Empty: each has some node.
std::string lack_of_every_node(const ClusterState& state, const Partition& partition, const Request& request) {
    const auto memory = std::max(request.memory_per_node, request.memory_per_cpu * request.cpus_per_task);
    const auto cpus = std::max(request.cpus_per_task, request.min_cpus_per_node);
    const auto some = [&](const auto& has) {
        return std::ranges::any_of(partition.nodes, [&](NodeIndex index) { return has(state.node(index)); });
    };
    const auto& name = partition.spec.name;
    if (!some([&](const NodeState& node) { return memory <= node.total.memory; })) {
        return fmt::format("Memory specification can not be satisfied\n"
                           "{} of memory per node asked for, more than any node of partition {} has",
                           format_memory(memory), name);
    }
    if (!some([&](const NodeState& node) { return cpus <= node.total.cores * node.spec.threads_per_core; })) {
        return fmt::format("CPU count per node can not be satisfied\n"
                           "{} CPUs per node asked for, more than any node of partition {} has", cpus, name);
    }
    return {};
}

/// How many nodes of each class the request may use.
std::map<std::uint32_t, std::uint32_t> candidates_by_class(const ClusterState& state, const Request& request) {
    std::map<std::uint32_t, std::uint32_t> counts;
    for (const auto index : request.candidates) ++counts[state.class_of(index)];
    return counts;
}

/// Whether nodes of one class, which are as good as each other, surely hold it: the usual case, found without a
/// look at each node.
bool fits_one_class(const ClusterState& state, const Request& request) {
    if (!request.required.empty() || request.contiguous || request.segment > 1) return false;
    return std::ranges::any_of(candidates_by_class(state, request), [&](const auto& counted) {
        const auto& [node_class, count] = counted;
        const auto& node = state.node(state.classes()[node_class].front());
        const std::uint64_t each = tasks_that_fit(request, node, {node.total, true});
        return each > 0 && count >= request.min_nodes && each * std::min(count, request.max_nodes) >= request.tasks;
    });
}

}  // namespace

Result<void> choose_candidates(const JobSpec& spec, const ClusterState& state, const Partition& partition,
                               Request& request) {
    const auto features = FeatureExpression::parse(spec.constraint);
    if (!features) return tl::unexpected{features.error()};
    for (const auto& name : features->names()) {
        const auto has = [&](const NodeState& n) { return std::ranges::find(n.spec.features, name) != n.spec.features.end(); };
        if (std::ranges::none_of(state.nodes(), has)) {
            return fail(Errc::invalid_feature, fmt::format("no node has the feature '{}'", name));
        }
    }
    const auto excluded = find_nodes(spec.exclude, state);
    if (!excluded) return tl::unexpected{excluded.error()};
    auto required = find_nodes(spec.node_list, state);
    if (!required) return tl::unexpected{required.error()};
    request.required = std::move(*required);
    const auto* reservation = request.reserved_for.flexible ? nullptr : state.find_reservation(spec.reservation);
    const auto is_right = [&](const NodeSpec& node) {
        return node.tmp_disk >= spec.tmp_disk.value_or(Mebibytes{0}) && has_shape(node, spec.shape) && features->matches(node.features);
    };
    std::vector<bool> right;  // by class
    for (const auto& members : state.classes()) right.push_back(is_right(state.node(members.front()).spec));
    std::vector<NodeIndex> candidates;
    for (const auto index : partition.nodes) {
        if (!right[state.class_of(index)] || std::ranges::binary_search(*excluded, index)) continue;
        if (reservation == nullptr || std::ranges::binary_search(reservation->nodes, index)) candidates.push_back(index);
    }
    request.candidates = std::move(candidates);
    return {};
}

Result<void> check_required(const ClusterState& state, const Partition& partition, const Request& request) {
    for (const auto index : request.required) {
        if (std::ranges::binary_search(request.candidates, index)) continue;
        return fail(Errc::nodes_unavailable, fmt::format("node {} is not usable for this job in partition {}",
                                                         state.node(index).spec.name, partition.spec.name));
    }
    return {};
}

Result<void> check_possible(const ClusterState& state, const Partition& partition, const Request& request) {
    if (fits_one_class(state, request)) return {};
    const auto whole = [&](NodeIndex index) { return NodeOffer{state.node(index).total, true}; };
    if (place(request, state, whole)) return {};
    auto lack = lack_of_every_node(state, partition, request);
    if (lack.empty()) lack = fmt::format("no set of nodes in partition {} can ever hold this request", partition.spec.name);
    return fail(Errc::nodes_unavailable, std::move(lack));
}

void count_by_class(const ClusterState& state, Request& request) {
    if (!request.exclusive || !request.required.empty() || request.contiguous || request.segment > 1 || request.max_switches) return;
    for (const auto& [node_class, count] : candidates_by_class(state, request)) {
        const auto& members = state.classes()[node_class];
        if (count != members.size()) return request.classes.clear();
        const auto& node = state.node(members.front());
        const auto capacity = tasks_that_fit(request, node, {node.total, true});
        if (capacity > 0) request.classes.push_back({node_class, capacity});
    }
    std::ranges::stable_sort(request.classes, std::greater<>{}, &ClassShare::capacity);
    if (!request.is_simple()) return;
    request.min_nodes = std::max(request.min_nodes, request.nodes_needed(0, 0, request.classes.front().capacity));
}

bool is_met_anyway(const Request& request, const Topology& topology) {
    if (!request.max_switches || request.max_nodes <= *request.max_switches) return true;
    std::set<std::size_t> leaves;
    for (const auto index : request.candidates) leaves.insert(topology.leaf_of(index));
    return leaves.size() <= *request.max_switches;
}

}  // namespace sluice::engine
