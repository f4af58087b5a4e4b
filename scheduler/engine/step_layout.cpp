// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/step_layout.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

#include "scheduler/engine/transition.hpp"

namespace sluice::engine {
namespace {

/// One of the job's nodes as the step sees it.
struct Room {
    const NodeShare* share = nullptr;
    std::size_t position = 0;      // in the step's order
    std::uint32_t free_cpus = 0;   // not used by the job's other steps
    std::uint32_t tasks_ever = 0;  // tasks that fit when the step is alone
    std::uint32_t tasks_now = 0;
};
using Rooms = std::vector<Room>;

std::uint32_t cpus_in_use(const JobEntry& entry, const std::string& node) {
    std::uint32_t used = 0;
    for (const auto& [number, step] : entry.steps) {
        if (number == kBatchStep || step.spec.overlap) continue;
        for (const auto& share : step.shares) {
            if (share.node == node && !share.ended) used += share.cpus;
        }
    }
    return used;
}

bool names(const std::vector<std::string>& list, const std::string& node) {
    return std::ranges::find(list, node) != list.end();
}

Room room_on(const StepSpec& spec, const JobEntry& entry, const NodeShare& share, std::size_t position) {
    const auto per_task = std::max(1u, spec.cpus_per_task.value_or(1));
    const auto used = spec.overlap ? 0 : std::min(share.cpus, cpus_in_use(entry, share.node));
    const auto capped = [&](std::uint32_t cpus) {
        const auto tasks = spec.overcommit ? kMostTasks : cpus / per_task;
        return spec.tasks_per_node ? std::min(tasks, *spec.tasks_per_node) : tasks;
    };
    const auto free = share.cpus - used;
    return {&share, position, free, capped(share.cpus), spec.overcommit ? capped(share.cpus) : capped(free)};
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
Result<Rooms> rooms_of(const StepSpec& spec, const JobEntry& entry, const std::vector<std::string>& named) {
    const auto& shares = entry.job.shares;
    if (spec.relative >= shares.size()) {
        return fail(Errc::node_count, fmt::format("--relative={} in a job of {} nodes", spec.relative, shares.size()));
    }
    Rooms rooms;
    for (const auto& name : named) {
        const auto found = std::ranges::find(shares, name, &NodeShare::node);
        if (found == shares.end()) {
            return fail(Errc::nodes_unavailable, fmt::format("node {} is not in the job", name));
        }
        if (names(spec.exclude, name)) {
            return fail(Errc::nodes_unavailable, fmt::format("node {} is both named and excluded", name));
        }
        rooms.push_back(room_on(spec, entry, *found, rooms.size()));
    }
    for (std::size_t i = spec.relative; i < shares.size(); ++i) {
        if (names(named, shares[i].node) || names(spec.exclude, shares[i].node)) continue;
        rooms.push_back(room_on(spec, entry, shares[i], rooms.size()));
    }
    if (rooms.empty()) return fail(Errc::node_count, "no node of the job is left for the step");
    return rooms;
}

struct Size {
    std::uint32_t nodes;
    std::uint32_t least;  // nodes that will do if the others have no room now
    std::uint32_t tasks;
};

/// Nodes and tasks from what was given; without anything, all of the job's tasks on the nodes left to it.
Result<Size> size_of(const StepSpec& spec, const Rooms& rooms, std::size_t named_count) {
    const auto available = static_cast<std::uint32_t>(rooms.size());
    const auto named = static_cast<std::uint32_t>(named_count);
    const auto least = spec.min_nodes.value_or(1);
    if (least == 0 || spec.max_nodes.value_or(least) < least) return fail(Errc::node_count);
    std::uint64_t nodes = spec.min_nodes || named > 0 ? std::max(least, named) : available;
    if (spec.max_nodes) nodes = std::min(*spec.max_nodes, std::max(least, available));

    std::uint64_t tasks = 0;
    if (spec.tasks) {
        tasks = *spec.tasks;
        nodes = std::min(nodes, std::max<std::uint64_t>(tasks, 1));  // never more nodes than tasks
    } else if (spec.tasks_per_node) {
        tasks = nodes * *spec.tasks_per_node;
    } else if (spec.min_nodes || named > 0 || spec.cpus_per_task) {
        tasks = nodes;
    } else {
        for (const auto& room : rooms) tasks += room.share->tasks;
        tasks = std::max(tasks, nodes);
    }
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

/// One task each, then one more in turn to whoever has room; the job's own layout when it fits exactly.
std::vector<std::uint32_t> deal_counts(const Rooms& rooms, Size size, const StepSpec& spec,
                                       std::uint32_t Room::*room_for) {
    std::vector<std::uint32_t> own;
    for (const auto& room : rooms) own.push_back(room.share->tasks);
    const auto fits = [&](const Room& room) { return room.share->tasks > 0 && room.share->tasks <= room.*room_for; };
    if (!spec.tasks_per_node && total(own) == size.tasks && std::ranges::all_of(rooms, fits)) return own;

    std::vector<std::uint32_t> counts(rooms.size(), 0);
    auto left = size.tasks;
    while (left > 0) {
        const auto before = left;
        for (std::size_t i = 0; i < rooms.size() && left > 0; ++i) {
            if (counts[i] < rooms[i].*room_for) ++counts[i], --left;
        }
        if (left == before) break;
    }
    return counts;
}

/// As many nodes as the step takes: the named ones, then the first with room; if those do not hold its
/// tasks, the roomiest. In the step's order.
Rooms choose(Rooms rooms, std::size_t named, Size size, std::uint32_t Room::*room_for) {
    const auto others = rooms.begin() + static_cast<std::ptrdiff_t>(std::min(named, rooms.size()));
    const auto with_room = [&](const Room& room) { return room.*room_for > 0; };
    std::stable_partition(others, rooms.end(), with_room);
    const auto roomy = static_cast<std::size_t>(std::ranges::count_if(rooms, with_room));
    const auto nodes = std::clamp<std::size_t>(roomy, size.least, size.nodes);
    std::uint64_t room = 0;
    for (std::size_t i = 0; i < nodes; ++i) room += rooms[i].*room_for;
    if (room < size.tasks) {
        std::stable_sort(others, rooms.end(),
                         [&](const Room& a, const Room& b) { return a.*room_for > b.*room_for; });
    }
    rooms.resize(nodes);
    std::ranges::sort(rooms, {}, &Room::position);
    return rooms;
}

/// Whether the tasks fit, with at least one on every node.
bool is_complete(const std::vector<std::uint32_t>& counts, Size size) {
    return total(counts) == size.tasks && std::ranges::find(counts, 0u) == counts.end();
}

}  // namespace

std::vector<std::vector<std::uint32_t>> deal_ranks(const std::vector<std::uint32_t>& counts, Distribution distribution) {
    std::vector<std::vector<std::uint32_t>> ranks(counts.size());
    std::uint32_t next = 0;
    const auto all = total(counts);
    if (distribution == Distribution::block) {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            for (std::uint32_t k = 0; k < counts[i]; ++k) ranks[i].push_back(next++);
        }
        return ranks;
    }
    while (next < all) {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (ranks[i].size() < counts[i]) ranks[i].push_back(next++);
        }
    }
    return ranks;
}

Result<std::vector<StepShare>> lay_out_step(const StepSpec& spec, const JobEntry& entry) {
    const auto named = named_nodes(spec);
    const auto found = rooms_of(spec, entry, named);
    if (!found) return tl::unexpected{found.error()};
    const auto size = size_of(spec, *found, named.size());
    if (!size) return tl::unexpected{size.error()};

    // Room when alone decides whether it can ever run; room now, whether it must wait.
    const auto at_best = choose(*found, named.size(), *size, &Room::tasks_ever);
    if (!is_complete(deal_counts(at_best, *size, spec, &Room::tasks_ever), *size)) {
        return fail(Errc::too_many_cpus, fmt::format("{} tasks do not fit on {} nodes of this job", size->tasks, size->nodes));
    }
    const auto rooms = choose(*found, named.size(), *size, &Room::tasks_now);
    const auto counts = deal_counts(rooms, *size, spec, &Room::tasks_now);
    if (!is_complete(counts, *size)) return fail(Errc::step_resources);

    const auto ranks = deal_ranks(counts, spec.distribution);
    const auto per_task = std::max(1u, spec.cpus_per_task.value_or(1));
    std::vector<StepShare> shares;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        StepShare share;
        share.node = rooms[i].share->node;
        share.tasks = ranks[i];
        share.cpus = spec.overcommit ? std::min(rooms[i].free_cpus, counts[i]) : counts[i] * per_task;
        shares.push_back(std::move(share));
    }
    return shares;
}

}  // namespace sluice::engine
