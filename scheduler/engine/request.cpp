// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/request.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "scheduler/engine/cluster_state.hpp"
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

std::uint32_t divide_up(std::uint32_t a, std::uint32_t b) { return (a + b - 1) / b; }

/// Node and task counts from whichever of --nodes, --ntasks, --ntasks-per-node were given.
Result<void> count_nodes_and_tasks(const JobSpec& spec, Request& request) {
    request.nodes_given = spec.min_nodes.has_value();
    request.min_nodes = spec.min_nodes.value_or(1);
    if (request.min_nodes == 0) return fail(Errc::node_count, "a job needs at least one node");
    request.cpus_per_task = std::max(1u, spec.cpus_per_task.value_or(1));
    request.tasks_per_node = spec.tasks_per_node;
    if (spec.tasks) {
        request.tasks = *spec.tasks;
        if (spec.tasks_per_node) {
            request.min_nodes = std::max(request.min_nodes, divide_up(*spec.tasks, *spec.tasks_per_node));
        }
        // Fewer tasks than nodes: every node still gets one, as srun without -n would start.
        request.tasks = std::max(request.tasks, request.min_nodes);
    } else {
        request.tasks = request.min_nodes * spec.tasks_per_node.value_or(1);
    }
    request.max_nodes = spec.max_nodes.value_or(request.nodes_given ? request.min_nodes : request.tasks);
    request.max_nodes = std::max(request.max_nodes, request.min_nodes);
    if (spec.max_nodes && *spec.max_nodes < request.min_nodes) {
        return fail(Errc::node_count, fmt::format("{} nodes at most, {} needed", *spec.max_nodes, request.min_nodes));
    }
    return {};
}

Result<void> look_up_gres(const JobSpec& spec, const ClusterState& state, Request& request) {
    for (const auto& wanted : spec.gres_per_node) {
        auto kinds = state.gres_kinds().matching(wanted);
        if (wanted.count == 0) continue;
        if (kinds.empty()) {
            return fail(Errc::invalid_gres, fmt::format("no node has gres '{}'", format_gres(std::span{&wanted, 1})));
        }
        request.gres.emplace_back(std::move(kinds), wanted.count);
    }
    return {};
}

void take_memory(const JobSpec& spec, const Partition& partition, Request& request) {
    if (spec.memory_per_node) {
        request.memory_per_node = *spec.memory_per_node;
        request.all_memory = spec.memory_per_node->count() == 0;
    } else {
        request.memory_per_cpu =
            spec.memory_per_cpu.value_or(partition.spec.default_memory_per_cpu.value_or(Mebibytes{0}));
    }
}

Result<void> take_limit(const JobSpec& spec, const Partition& partition, Request& request) {
    const auto& max = partition.spec.max_time;
    if (!spec.time_limit && !spec.unlimited_time) {
        request.limit = partition.spec.default_time ? partition.spec.default_time : max;
        return {};
    }
    request.limit = spec.unlimited_time ? TimeLimit{} : spec.time_limit;
    const bool too_long = max && (!request.limit || *request.limit > *max);
    if (too_long) {
        return fail(Errc::invalid_time_limit, fmt::format("{} asked for, partition {} allows {}",
                                                          format_time_limit(request.limit), partition.spec.name,
                                                          format_time_limit(max)));
    }
    return {};
}

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
    for (const auto index : partition.nodes) {
        if (std::ranges::binary_search(*excluded, index)) continue;
        if (features->matches(state.node(index).spec.features)) request.candidates.push_back(index);
    }
    return {};
}

/// --nodelist names more nodes than were asked for, or nodes that the job may not use.
Result<void> check_required(const ClusterState& state, const Partition& partition, Request& request) {
    for (const auto index : request.required) {
        if (std::ranges::binary_search(request.candidates, index)) continue;
        return fail(Errc::nodes_unavailable, fmt::format("node {} is not usable for this job in partition {}",
                                                         state.node(index).spec.name, partition.spec.name));
    }
    const auto named = static_cast<std::uint32_t>(request.required.size());
    if (named > request.max_nodes && request.nodes_given) {
        return fail(Errc::node_count, fmt::format("{} nodes named, {} asked for", named, request.max_nodes));
    }
    request.min_nodes = std::max(request.min_nodes, named);
    request.max_nodes = std::max(request.max_nodes, named);
    request.tasks = std::max(request.tasks, request.min_nodes);
    return {};
}

/// Whether the idle, healthy cluster could run it at all; if not, the most telling reason.
Result<void> check_possible(const ClusterState& state, const Partition& partition, const Request& request) {
    const auto& limits = partition.spec;
    if (limits.max_nodes && request.min_nodes > *limits.max_nodes) {
        return fail(Errc::node_count, fmt::format("{} nodes asked for, partition {} allows {}", request.min_nodes,
                                                  limits.name, *limits.max_nodes));
    }
    if (request.min_nodes > partition.nodes.size()) {
        return fail(Errc::nodes_unavailable, fmt::format("{} nodes asked for, partition {} has {}", request.min_nodes,
                                                         limits.name, partition.nodes.size()));
    }
    const auto whole = [&](NodeIndex index) { return NodeOffer{state.node(index).total, true}; };
    if (place(request, state, whole)) return {};
    for (const auto index : partition.nodes) {
        if (request.memory_per_node <= state.node(index).total.memory) {
            return fail(Errc::nodes_unavailable,
                        fmt::format("no set of nodes in partition {} can ever hold this request", limits.name));
        }
    }
    return fail(Errc::nodes_unavailable, fmt::format("{} of memory per node asked for, more than any node of partition {} has",
                                                     format_memory(request.memory_per_node), limits.name));
}

}  // namespace

Result<Request> resolve_in(const JobSpec& spec, const ClusterState& state, std::size_t index) {
    const auto& partition = state.partitions()[index];
    Request request;
    request.partition = index;
    request.exclusive = spec.sharing == Sharing::exclusive || partition.spec.exclusive;
    request.contiguous = spec.contiguous;
    request.overcommit = spec.overcommit;
    request.min_cpus_per_node = spec.min_cpus_per_node.value_or(1);
    take_memory(spec, partition, request);
    auto checked = count_nodes_and_tasks(spec, request);
    if (checked) checked = take_limit(spec, partition, request);
    if (checked) checked = look_up_gres(spec, state, request);
    if (checked) checked = choose_candidates(spec, state, partition, request);
    if (checked) checked = check_required(state, partition, request);
    if (checked) checked = check_possible(state, partition, request);
    if (!checked) return tl::unexpected{checked.error()};
    return request;
}

Result<Request> resolve(const JobSpec& spec, const ClusterState& state) {
    std::vector<std::size_t> wanted;
    for (const auto& name : spec.partitions) {
        const auto index = state.find_partition(name);
        if (!index) return fail(Errc::invalid_partition, fmt::format("invalid partition specified: {}", name));
        wanted.push_back(*index);
    }
    if (wanted.empty()) wanted.push_back(state.default_partition());

    Result<Request> first = fail(Errc::invalid_partition);
    std::vector<std::size_t> possible;
    for (const auto index : wanted) {
        auto request = resolve_in(spec, state, index);
        if (request) possible.push_back(index);
        if (index == wanted.front() || (request && !first)) first = std::move(request);
    }
    if (first) first->alternatives = std::move(possible);
    return first;
}

}  // namespace sluice::engine
