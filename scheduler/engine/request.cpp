// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/request.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "scheduler/engine/accounting/compliance.hpp"
#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/request_nodes.hpp"
#include "scheduler/model/packed.hpp"

namespace sluice::engine {
namespace {

constexpr Mebibytes kMostMemory{std::int64_t{1} << 40};  // as parse_memory has it: sums stay in range

std::uint32_t divide_up(std::uint32_t a, std::uint32_t b) { return (a + b - 1) / b; }

/// What no command would send, and arithmetic must not meet.
Result<void> check_amounts(const JobSpec& spec) {
    for (const auto& count : {spec.tasks, spec.tasks_per_node}) {
        if (count == 0) return fail(Errc::invalid_argument, "a count of tasks is zero");
        if (count > kMostTasks) return fail(Errc::too_many_cpus, fmt::format("{} tasks asked for", *count));
    }
    for (const auto& count : {spec.cpus_per_task, spec.min_cpus_per_node, spec.gpus.cpus_per_gpu}) {
        if (count > kMostTasks) return fail(Errc::too_many_cpus, fmt::format("{} CPUs asked for", *count));
    }
    for (const auto& memory : {spec.memory_per_node, spec.memory_per_cpu, spec.gpus.memory_per_gpu}) {
        if (memory && (memory->count() < 0 || *memory > kMostMemory)) return fail(Errc::memory);
    }
    if (spec.min_nodes == 0 || spec.max_nodes == 0) return fail(Errc::node_count, "a job needs at least one node");
    if (spec.time_limit && *spec.time_limit <= Duration{0}) return fail(Errc::invalid_time_limit);
    return {};
}

/// How many nodes, from whichever of --nodes, --ntasks-per-node and --nodelist were given.
Result<void> count_nodes(const JobSpec& spec, const Partition& partition, Request& request) {
    const auto named = static_cast<std::uint32_t>(request.required.size());
    const auto available = static_cast<std::uint32_t>(partition.nodes.size());
    const auto& limits = partition.spec;
    request.nodes_given = spec.min_nodes.has_value();
    auto least = spec.min_nodes.value_or(1);
    if (spec.tasks && spec.tasks_per_node) least = std::max(least, divide_up(*spec.tasks, *spec.tasks_per_node));
    const auto most = spec.max_nodes.value_or(request.nodes_given ? least : UINT32_MAX);
    if (named > most) return fail(Errc::node_count, fmt::format("{} nodes named, {} asked for", named, most));

    request.min_nodes = std::max({least, named, limits.min_nodes});
    const auto too_many = [&](std::uint32_t bound, std::string_view who) {
        return fail(Errc::node_count, fmt::format("{} nodes needed, {} {}", request.min_nodes, who, bound));
    };
    if (request.min_nodes > most) return too_many(most, "at most");
    if (request.min_nodes > available) return too_many(available, "partition " + limits.name + " has");
    const auto allowed = limits.max_nodes.value_or(available);
    if (request.min_nodes > allowed) return too_many(allowed, "partition " + limits.name + " allows");
    request.max_nodes = std::min({most, available, allowed});
    return {};
}

/// Before anything else is said of its size, as in Slurm: more CPUs than the partition has.
Result<void> count_cpus(const JobSpec& spec, const Partition& partition) {
    const auto each = std::uint64_t{std::max(1u, spec.cpus_per_task.value_or(1))};
    const auto wanted = std::max(std::uint64_t{spec.tasks.value_or(1)} * each, std::uint64_t{spec.min_nodes.value_or(1)});
    if (wanted <= partition.cpus || spec.overcommit) return {};
    return fail(Errc::too_many_cpus, fmt::format("{} CPUs asked for, partition {} has {}", wanted, partition.spec.name, partition.cpus));
}

Result<void> count_tasks(const JobSpec& spec, Request& request) {
    request.cpus_per_task = std::max(1u, spec.cpus_per_task.value_or(1));
    request.tasks_per_node = spec.tasks_per_node;
    request.tasks_given = spec.tasks.has_value();
    const std::uint64_t unless_given = std::uint64_t{spec.tasks_per_node.value_or(1)} * request.min_nodes;
    // Fewer tasks than nodes: every node still gets one, as srun without -n would start.
    const auto tasks = std::max(spec.tasks ? *spec.tasks : unless_given, std::uint64_t{request.min_nodes});
    if (tasks > kMostTasks) return fail(Errc::too_many_cpus, fmt::format("{} tasks asked for", tasks));
    request.tasks = static_cast<std::uint32_t>(tasks);
    if (spec.tasks || !request.nodes_given) request.max_nodes = std::min(request.max_nodes, request.tasks);
    return {};
}

Result<RareList<GresWanted>> look_up_gres(const std::vector<GresCount>& list, const ClusterState& state) {
    std::vector<GresWanted> found;
    for (const auto& wanted : list) {
        auto kinds = state.gres_kinds().matching(wanted);
        if (wanted.count == 0) continue;
        if (kinds.empty()) {
            const bool other_type = !wanted.type.empty() && !state.gres_kinds().matching({wanted.name, "", 1}).empty();
            return fail(other_type ? Errc::nodes_unavailable : Errc::invalid_gres,
                        fmt::format("no node has gres '{}'", format_gres(std::span{&wanted, 1})));
        }
        found.push_back({std::move(kinds), wanted.count});
    }
    // Those of a type first, so that one for any type takes what they leave.
    std::ranges::stable_sort(found, {}, [](const GresWanted& wanted) { return wanted.kinds.size(); });
    return RareList<GresWanted>{std::move(found)};
}

std::uint32_t gpus_in(const std::vector<GresCount>& gres) {
    std::uint32_t sum = 0;
    for (const auto& each : gres) sum += each.name == "gpu" ? each.count : 0;
    return sum;
}

/// CPUs and memory that come with GPUs. After the counts of tasks and CPUs.
void follow_gpus(const JobSpec& spec, Request& request) {
    const auto per_task = gpus_in(spec.gpus.per_task);
    const auto per_node = gpus_in(spec.gres_per_node);
    if (const auto cpus = spec.gpus.cpus_per_gpu) {
        if (per_task > 0) request.cpus_per_task = std::max(request.cpus_per_task, *cpus * per_task);
        else request.min_cpus_per_node = std::max(request.min_cpus_per_node, *cpus * per_node);
    }
    const auto memory = spec.gpus.memory_per_gpu;
    if (!memory) return;
    const auto each_task = *memory * per_task;
    const std::int64_t cpus = request.cpus_per_task;
    if (per_task > 0) request.memory_per_cpu = Mebibytes{(each_task.count() + cpus - 1) / cpus};
    else request.memory_per_node = *memory * per_node;
}

Result<void> look_up_reservation(const JobSpec& spec, const ClusterState& state, Request& request) {
    if (spec.reservation.empty()) return {};
    const auto* found = state.find_reservation(spec.reservation);
    if (found == nullptr) return fail(Errc::invalid_reservation, "no reservation is called '" + spec.reservation + "'");
    const auto& reservation = found->spec;
    const bool shares = reservation.has(ReservationFlag::maintenance) || reservation.has(ReservationFlag::overlap);
    request.reserved_for = {found->number, reservation.has(ReservationFlag::flexible), shares};
    return {};
}

Result<void> look_up_licenses(const JobSpec& spec, const ClusterState& state, Request& request) {
    const auto& known = state.config().licenses;
    for (const auto& [name, count] : spec.licenses) {
        const auto found = std::ranges::find(known, name, &LicenseCount::name);
        if (found == known.end()) return fail(Errc::invalid_license, fmt::format("the cluster has no licence '{}'", name));
        if (count > found->count) {
            return fail(Errc::invalid_license, fmt::format("{} of '{}' asked for, the cluster has {}", count, name, found->count));
        }
        request.licenses.push_back({static_cast<std::uint32_t>(found - known.begin()), count});
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

/// A job that does not say how long it takes may have what is left of its reservation.
Result<void> keep_inside(const JobSpec& spec, const ClusterState& state, Request& request) {
    constexpr Duration kLeast{60};
    const auto* reservation = state.find_reservation(spec.reservation);
    if (reservation == nullptr || request.reserved_for.flexible) return {};
    const auto length = reservation->spec.end - reservation->spec.start;
    request.limit = std::min(request.limit.value_or(length), length);
    if (*request.limit > kLeast) request.least = spec.time_min.value_or(kLeast);
    return {};
}

Result<void> take_limit(const JobSpec& spec, const ClusterState& state, const Partition& partition, Request& request) {
    const auto& max = partition.spec.max_time;
    if (!spec.time_limit && !spec.unlimited_time) {
        request.limit = partition.spec.default_time ? partition.spec.default_time : max;
        if (max && *request.limit > *max) request.limit = max;  // lowered since
        return keep_inside(spec, state, request);
    }
    request.limit = spec.unlimited_time ? TimeLimit{} : spec.time_limit;
    if (spec.time_min && (!request.limit || *spec.time_min < *request.limit)) request.least = spec.time_min;
    const bool too_long = max && (!request.limit || *request.limit > *max);
    if (too_long) {
        return fail(Errc::invalid_time_limit, fmt::format("{} asked for, partition {} allows {}",
                                                          format_time_limit(request.limit), partition.spec.name,
                                                          format_time_limit(max)));
    }
    return {};
}

Result<void> check_segment(const Request& request) {
    for (auto nodes = request.min_nodes; nodes <= request.max_nodes; ++nodes) {
        if (nodes % request.segment == 0) return {};
    }
    return fail(Errc::node_count, fmt::format("{} nodes are no segments of {}", request.min_nodes, request.segment));
}

/// The request in one of the job's partitions.
Result<Request> resolve_in(const JobSpec& spec, const ClusterState& state, std::size_t index) {
    const auto& partition = state.partitions()[index];
    if (auto welcome = check_welcome(spec, partition.spec); !welcome) return tl::unexpected{welcome.error()};
    Request request;
    request.partition = index;
    request.exclusive = spec.sharing == Sharing::exclusive || partition.spec.exclusive;
    request.contiguous = spec.contiguous;
    request.max_switches = spec.switches;
    request.switches_wait = spec.switches_wait.value_or(kSwitchesWait);
    request.segment = std::max(1u, spec.segment.value_or(1));
    request.overcommit = spec.overcommit;
    request.min_cpus_per_node = spec.min_cpus_per_node.value_or(1);
    request.threads_per_core = spec.shape.threads_per_core.value_or(UINT32_MAX);
    request.tasks_per_core = spec.shape.tasks_per_core;
    request.tasks_per_socket = spec.shape.tasks_per_socket;
    take_memory(spec, partition, request);
    auto checked = look_up_reservation(spec, state, request);
    if (checked) checked = take_limit(spec, state, partition, request);
    if (checked) checked = look_up_gres(spec.gres_per_node, state).map([&](auto found) { request.gres = std::move(found); });
    if (checked) checked = look_up_gres(spec.gpus.per_task, state).map([&](auto found) { request.gres_per_task = std::move(found); });
    if (checked) checked = look_up_licenses(spec, state, request);
    if (checked) checked = choose_candidates(spec, state, partition, request);
    if (checked) checked = count_cpus(spec, partition);
    if (checked) checked = count_nodes(spec, partition, request);
    if (checked) checked = count_tasks(spec, request);
    follow_gpus(spec, request);
    if (checked) checked = check_segment(request);
    if (checked) checked = check_required(state, partition, request);
    if (checked) checked = check_possible(state, partition, request);
    if (!checked) return tl::unexpected{checked.error()};
    if (is_met_anyway(request, state.topology())) request.max_switches.reset();
    count_by_class(state, request);
    return request;
}

/// --gpus: the total in even parts, on the fewest nodes that can hold them.
Result<Request> resolve_gpus_in(const JobSpec& spec, const ClusterState& state, std::size_t index) {
    if (spec.gpus.total.empty() || !spec.gpus.per_task.empty()) return resolve_in(spec, state, index);
    const auto divides = [&](std::uint32_t nodes) {
        return std::ranges::all_of(spec.gpus.total, [&](const GresCount& g) { return g.count % nodes == 0; });
    };
    std::optional<Error> first;
    const auto available = static_cast<std::uint32_t>(state.partitions()[index].nodes.size());
    const auto least = std::max({1u, spec.min_nodes.value_or(1), static_cast<std::uint32_t>(spec.node_list.size())});
    const auto most = std::min(spec.max_nodes.value_or(available), available);
    for (auto nodes = least; nodes <= most; ++nodes) {
        if (!divides(nodes)) continue;
        auto even = spec;
        even.min_nodes = even.max_nodes = nodes;
        for (const auto& g : spec.gpus.total) even.gres_per_node.push_back({g.name, g.type, g.count / nodes});
        auto request = resolve_in(even, state, index);
        if (request) return request;
        if (!first) first = request.error();
    }
    if (first) return tl::unexpected{*first};
    return fail(Errc::nodes_unavailable, fmt::format("{} GPUs cannot be shared evenly by {} to {} nodes",
                                                     gpus_in(spec.gpus.total), least, most));
}

Result<std::vector<std::size_t>> find_partitions(const JobSpec& spec, const ClusterState& state) {
    std::vector<std::size_t> wanted;
    for (const auto& name : spec.partitions) {
        const auto index = state.find_partition(name);
        if (!index) return fail(Errc::invalid_partition, fmt::format("invalid partition specified: {}", name));
        if (std::ranges::find(wanted, *index) == wanted.end()) wanted.push_back(*index);
    }
    if (wanted.empty()) wanted.push_back(state.default_partition());
    if (state.partitions().empty()) return fail(Errc::invalid_partition, "there are no partitions");
    return wanted;
}

}  // namespace

namespace {

/// What of a job decides its request.
struct ResourceTerms {
    const JobSpec& spec;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        const auto& spec = self.spec;
        visit("partitions", spec.partitions);
        visit("min_nodes", spec.min_nodes);
        visit("max_nodes", spec.max_nodes);
        visit("tasks", spec.tasks);
        visit("cpus_per_task", spec.cpus_per_task);
        visit("tasks_per_node", spec.tasks_per_node);
        visit("min_cpus_per_node", spec.min_cpus_per_node);
        visit("switches", spec.switches);
        visit("segment", spec.segment);
        visit("memory_per_node", spec.memory_per_node);
        visit("memory_per_cpu", spec.memory_per_cpu);
        visit("tmp_disk", spec.tmp_disk);
        visit("time_limit", spec.time_limit);
        visit("unlimited_time", spec.unlimited_time);
        visit("time_min", spec.time_min);
        visit("switches_wait", spec.switches_wait);
        visit("gres_per_node", spec.gres_per_node);
        visit("gpus", spec.gpus);
        visit("shape", spec.shape);
        visit("constraint", spec.constraint);
        visit("node_list", spec.node_list);
        visit("exclude", spec.exclude);
        visit("licenses", spec.licenses);
        visit("reservation", spec.reservation);
        visit("sharing", spec.sharing);
        visit("overcommit", spec.overcommit);
        visit("contiguous", spec.contiguous);
    }
};

}  // namespace

std::string resource_key(const JobSpec& spec) {
    std::string key;
    packing::Writer{key}.put(ResourceTerms{spec});
    return key;
}

std::uint32_t Request::nodes_needed(std::uint32_t nodes, std::uint64_t tasks_held, std::uint32_t capacity) const {
    const auto for_nodes = min_nodes - std::min(min_nodes, nodes);
    if (!tasks_given || tasks_held >= tasks) return for_nodes;
    const auto left = static_cast<std::uint32_t>(tasks - tasks_held);
    return std::max(for_nodes, divide_up(left, capacity));
}

Result<Request> resolve(const JobSpec& spec, const ClusterState& state) {
    if (auto sane = check_amounts(spec); !sane) return tl::unexpected{sane.error()};
    const auto wanted = find_partitions(spec, state);
    if (!wanted) return tl::unexpected{wanted.error()};

    Result<Request> first = resolve_gpus_in(spec, state, wanted->front());
    for (const auto index : std::span{*wanted}.subspan(1)) {
        auto other = resolve_gpus_in(spec, state, index);
        if (!other) continue;
        if (first) first->elsewhere.push_back(std::move(*other));
        else first = std::move(other);
    }
    return first;
}

Reason reason_of(Errc refusal) {
    if (refusal == Errc::invalid_time_limit) return Reason::partition_time_limit;
    if (refusal == Errc::node_count) return Reason::partition_node_limit;
    if (refusal == Errc::invalid_account) return Reason::invalid_account;
    if (refusal == Errc::invalid_qos) return Reason::invalid_qos;
    if (refusal == Errc::invalid_reservation) return Reason::reservation;
    return Reason::bad_constraints;
}

}  // namespace sluice::engine
