// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/step_layout.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

#include "scheduler/engine/step_ranks.hpp"
#include "scheduler/engine/step_room.hpp"

namespace sluice::engine {
namespace {

using Rooms = std::vector<StepRoom>;
using TasksIn = std::uint32_t (StepRoom::*)() const;

bool names(const std::vector<std::string>& list, const std::string& node) {
    return std::ranges::find(list, node) != list.end();
}

/// The node as it is configured; one that is not any more as far as the job knows it.
NodeSpec node_of(const NodeShare& share, const ClusterState& state) {
    if (const auto index = state.find_node(share.node)) return state.node(*index).spec;
    NodeSpec node;
    const auto cores = static_cast<std::uint32_t>(std::max<std::size_t>(1, share.cores.size()));
    node.cores_per_socket = cores;
    node.threads_per_core = std::max(1u, share.cpus / cores);
    return node;
}

/// --nodelist without repetitions.
std::vector<std::string> named_nodes(const StepSpec& spec) {
    std::vector<std::string> named;
    for (const auto& name : spec.node_list) {
        if (!names(named, name)) named.push_back(name);
    }
    return named;
}

/// The nodes that the step may use, in its order: that of --nodelist when given, else the job's.
Result<Rooms> rooms_of(const StepSpec& spec, const JobEntry& entry, const ClusterState& state,
                       const std::vector<std::string>& named) {
    const auto& shares = entry.job.shares;
    Rooms rooms;
    const auto add = [&](const NodeShare& share) {
        rooms.emplace_back(spec, entry, share, node_of(share, state), rooms.size());
    };
    if (spec.relative >= shares.size()) {
        return fail(Errc::node_count, fmt::format("--relative={} in a job of {} nodes", spec.relative, shares.size()));
    }
    for (const auto& name : named) {
        const auto found = std::ranges::find(shares, name, &NodeShare::node);
        if (found == shares.end()) {
            return fail(Errc::nodes_unavailable, fmt::format("node {} is not in the job", name));
        }
        if (names(spec.exclude, name)) {
            return fail(Errc::nodes_unavailable, fmt::format("node {} is both named and excluded", name));
        }
        add(*found);
    }
    for (std::size_t i = spec.relative; i < shares.size(); ++i) {
        if (names(named, shares[i].node) || names(spec.exclude, shares[i].node)) continue;
        add(shares[i]);
    }
    if (rooms.empty()) return fail(Errc::node_count, "no node of the job is left for the step");
    return rooms;
}

struct Size {
    std::uint32_t nodes;
    std::uint32_t least;  // nodes that will do if the others have no room now
    std::uint32_t tasks;
};

/// How many tasks on so many nodes, unless that was given.
std::uint64_t tasks_of(const StepSpec& spec, const Rooms& rooms, std::size_t nodes, bool are_named) {
    if (spec.distribution == Distribution::arbitrary) return spec.node_list.size();
    if (spec.tasks) return *spec.tasks;
    if (spec.tasks_per_node) return std::uint64_t{nodes} * *spec.tasks_per_node;
    std::uint64_t tasks = 0;
    if (spec.cpus_per_task && !spec.overcommit) {  // as many as there is room for
        for (std::size_t i = 0; i < std::min(nodes, rooms.size()); ++i) tasks += rooms[i].tasks_ever();
        return std::max<std::uint64_t>(tasks, nodes);
    }
    if (spec.min_nodes || are_named) return nodes;
    for (const auto& room : rooms) tasks += room.share().tasks;
    return std::max<std::uint64_t>(tasks, nodes);
}

/// Nodes and tasks from what was given; without anything, all of the job's tasks on the nodes left to it.
Result<Size> size_of(const StepSpec& spec, const Rooms& rooms, std::size_t named_count) {
    const auto available = static_cast<std::uint32_t>(rooms.size());
    const auto named = static_cast<std::uint32_t>(named_count);
    const auto least = spec.min_nodes.value_or(1);
    if (least == 0 || spec.max_nodes.value_or(least) < least) return fail(Errc::node_count);
    std::uint64_t nodes = spec.min_nodes || named > 0 ? std::max(least, named) : available;
    if (spec.max_nodes) nodes = std::min(*spec.max_nodes, std::max(least, available));

    const auto tasks = tasks_of(spec, rooms, static_cast<std::size_t>(nodes), named > 0);
    if (spec.tasks) nodes = std::min(nodes, std::max<std::uint64_t>(tasks, 1));  // never more nodes than tasks
    if (nodes > available) {
        return fail(Errc::node_count, fmt::format("{} nodes wanted, the job has {} for it", nodes, available));
    }
    if (tasks == 0) return fail(Errc::invalid_argument, "a step needs at least one task");
    if (tasks > kMostTasks) return fail(Errc::too_many_cpus, fmt::format("{} tasks wanted", tasks));
    const bool loose = spec.tasks && named == 0 && (!spec.min_nodes || spec.max_nodes);
    const auto used = static_cast<std::uint32_t>(nodes);
    return Size{used, loose ? std::min(least, used) : used, static_cast<std::uint32_t>(tasks)};
}

std::uint32_t total(const std::vector<std::uint32_t>& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0u);
}

/// `at_a_time` tasks to each in turn, as far as there is room.
std::vector<std::uint32_t> deal_in_turn(const Rooms& rooms, std::uint32_t tasks, std::uint32_t at_a_time, TasksIn room_for) {
    std::vector<std::uint32_t> counts(rooms.size(), 0);
    while (tasks > 0) {
        const auto before = tasks;
        for (std::size_t i = 0; i < rooms.size() && tasks > 0; ++i) {
            const auto some = std::min({at_a_time, tasks, (rooms[i].*room_for)() - counts[i]});
            counts[i] += some;
            tasks -= some;
        }
        if (tasks == before) break;
    }
    return counts;
}

/// What a list of nodes says, as far as there is room.
std::vector<std::uint32_t> counts_by_list(const Rooms& rooms, const std::vector<std::string>& list, TasksIn room_for) {
    std::vector<std::uint32_t> counts;
    for (const auto& room : rooms) {
        const auto wanted = std::ranges::count(list, room.share().node);
        counts.push_back(std::min(static_cast<std::uint32_t>(wanted), (room.*room_for)()));
    }
    return counts;
}

/// The job's own layout when it fits exactly; otherwise one task to each node in turn.
std::vector<std::uint32_t> deal_counts(const Rooms& rooms, Size size, const StepSpec& spec, TasksIn room_for) {
    if (spec.distribution == Distribution::arbitrary) return counts_by_list(rooms, spec.node_list, room_for);
    if (spec.distribution == Distribution::plane) {
        return deal_in_turn(rooms, size.tasks, std::max(1u, spec.plane_size), room_for);
    }
    std::vector<std::uint32_t> own;
    for (const auto& room : rooms) own.push_back(room.share().tasks);
    const auto fits = [&](const StepRoom& room) {
        return room.share().tasks > 0 && room.share().tasks <= (room.*room_for)();
    };
    if (!spec.tasks_per_node && total(own) == size.tasks && std::ranges::all_of(rooms, fits)) return own;
    return deal_in_turn(rooms, size.tasks, 1, room_for);
}

/// As many nodes as the step takes: the named ones, then the first with room; if those do not hold its
/// tasks, the roomiest. In the step's order.
Rooms choose(Rooms rooms, std::size_t named, Size size, TasksIn room_for) {
    const auto others = rooms.begin() + static_cast<std::ptrdiff_t>(std::min(named, rooms.size()));
    const auto with_room = [&](const StepRoom& room) { return (room.*room_for)() > 0; };
    std::stable_partition(others, rooms.end(), with_room);
    const auto roomy = static_cast<std::size_t>(std::ranges::count_if(rooms, with_room));
    const auto nodes = std::clamp<std::size_t>(roomy, size.least, size.nodes);
    std::uint64_t room = 0;
    for (std::size_t i = 0; i < nodes; ++i) room += (rooms[i].*room_for)();
    if (room < size.tasks) {
        std::stable_sort(others, rooms.end(),
                         [&](const StepRoom& a, const StepRoom& b) { return (a.*room_for)() > (b.*room_for)(); });
    }
    rooms.erase(rooms.begin() + static_cast<std::ptrdiff_t>(nodes), rooms.end());
    std::ranges::sort(rooms, {}, &StepRoom::position);
    return rooms;
}

/// Whether the tasks fit, with at least one on every node.
bool is_complete(const std::vector<std::uint32_t>& counts, Size size) {
    return total(counts) == size.tasks && std::ranges::find(counts, 0u) == counts.end();
}

/// --gpus: each node's part of the total, even as far as the nodes have them. Empty: there are not enough now.
std::optional<std::vector<std::vector<GresCount>>> deal_gpus(const StepSpec& spec, const Rooms& rooms) {
    std::vector<std::vector<GresCount>> parts(rooms.size());
    for (const auto& wanted : spec.gpus) {
        std::vector<std::uint32_t> counts(rooms.size(), 0);
        auto left = wanted.count;
        while (left > 0) {
            const auto before = left;
            for (std::size_t i = 0; i < rooms.size() && left > 0; ++i) {
                if (counts[i] < rooms[i].free_gpus(wanted)) ++counts[i], --left;
            }
            if (left == before) return std::nullopt;
        }
        for (std::size_t i = 0; i < rooms.size(); ++i) parts[i].push_back({wanted.name, wanted.type, counts[i]});
    }
    return parts;
}

/// More GPUs than the job has on these nodes will never be there.
Result<void> check_gpus(const StepSpec& spec, const Rooms& rooms) {
    for (const auto& wanted : spec.gpus) {
        std::uint64_t there = 0;
        for (const auto& room : rooms) {
            for (const auto& devices : room.share().gres) {
                const bool same = devices.name == wanted.name && (wanted.type.empty() || wanted.type == devices.type);
                there += same ? devices.indices.size() : 0;
            }
        }
        if (there >= wanted.count) continue;
        return fail(Errc::invalid_gres, fmt::format("{} GPUs wanted, the job has {}", wanted.count, there));
    }
    return {};
}

std::vector<std::vector<std::uint32_t>> ranks_of(const StepSpec& spec, const Rooms& rooms,
                                                 const std::vector<std::uint32_t>& counts) {
    if (spec.distribution != Distribution::arbitrary) return deal_ranks(counts, spec.distribution, spec.plane_size);
    std::vector<std::string> nodes;
    for (const auto& room : rooms) nodes.push_back(room.share().node);
    return ranks_by_list(nodes, spec.node_list);
}

}  // namespace

Result<std::vector<StepShare>> lay_out_step(const StepSpec& spec, const JobEntry& entry, const ClusterState& state) {
    const auto named = named_nodes(spec);
    const auto found = rooms_of(spec, entry, state, named);
    if (!found) return tl::unexpected{found.error()};
    const auto size = size_of(spec, *found, named.size());
    if (!size) return tl::unexpected{size.error()};

    // Room when alone decides whether it can ever run; room now, whether it must wait.
    const auto at_best = choose(*found, named.size(), *size, &StepRoom::tasks_ever);
    if (!is_complete(deal_counts(at_best, *size, spec, &StepRoom::tasks_ever), *size)) {
        return fail(Errc::too_many_cpus, fmt::format("{} tasks do not fit on {} nodes of this job", size->tasks, size->nodes));
    }
    if (auto enough = check_gpus(spec, at_best); !enough) return tl::unexpected{enough.error()};
    const auto rooms = choose(*found, named.size(), *size, &StepRoom::tasks_now);
    const auto counts = deal_counts(rooms, *size, spec, &StepRoom::tasks_now);
    const auto gpus = deal_gpus(spec, rooms);
    if (!is_complete(counts, *size) || !gpus) return fail(Errc::step_resources);

    const auto ranks = ranks_of(spec, rooms, counts);
    std::vector<StepShare> shares;
    for (std::size_t i = 0; i < counts.size(); ++i) shares.push_back(rooms[i].take(ranks[i], (*gpus)[i]));
    return shares;
}

}  // namespace sluice::engine
