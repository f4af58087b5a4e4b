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
    std::uint32_t free_cpus = 0;  // not used by the job's other steps
    std::uint32_t tasks_ever = 0; // tasks that fit when the step is alone
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

Room room_on(const StepSpec& spec, const JobEntry& entry, const NodeShare& share) {
    const auto per_task = std::max(1u, spec.cpus_per_task.value_or(1));
    const auto used = spec.overlap ? 0 : std::min(share.cpus, cpus_in_use(entry, share.node));
    const auto capped = [&](std::uint32_t cpus) {
        auto tasks = spec.overcommit ? UINT32_MAX : cpus / per_task;
        return spec.tasks_per_node ? std::min(tasks, *spec.tasks_per_node) : tasks;
    };
    const auto free = share.cpus - used;
    return {&share, free, capped(share.cpus), spec.overcommit ? capped(share.cpus) : capped(free)};
}

/// The nodes that the step may use, in its order: that of --nodelist when given, else the job's.
Result<Rooms> rooms_of(const StepSpec& spec, const JobEntry& entry) {
    const auto& shares = entry.job.shares;
    if (spec.relative >= shares.size()) {
        return fail(Errc::node_count, fmt::format("--relative={} in a job of {} nodes", spec.relative, shares.size()));
    }
    Rooms rooms;
    for (const auto& name : spec.node_list) {
        const auto found = std::ranges::find(shares, name, &NodeShare::node);
        if (found == shares.end()) {
            return fail(Errc::nodes_unavailable, fmt::format("node {} is not in the job", name));
        }
        rooms.push_back(room_on(spec, entry, *found));
    }
    for (std::size_t i = spec.relative; i < shares.size(); ++i) {
        if (names(spec.node_list, shares[i].node) || names(spec.exclude, shares[i].node)) continue;
        rooms.push_back(room_on(spec, entry, shares[i]));
    }
    return rooms;
}

struct Size {
    std::uint32_t nodes;
    std::uint32_t tasks;
};

/// Nodes and tasks from what was given; without anything, the whole job with its own tasks.
Size size_of(const StepSpec& spec, const JobEntry& entry, const Rooms& rooms) {
    const auto available = static_cast<std::uint32_t>(rooms.size());
    const auto named = static_cast<std::uint32_t>(spec.node_list.size());
    auto nodes = spec.max_nodes.value_or(spec.min_nodes.value_or(named > 0 ? named : available));
    nodes = std::max(nodes, named);
    if (spec.max_nodes) nodes = std::clamp(available, spec.min_nodes.value_or(1), *spec.max_nodes);
    std::uint32_t tasks = 0;
    if (spec.tasks) {
        tasks = *spec.tasks;
        nodes = std::min(nodes, std::max(tasks, 1u));  // never more nodes than tasks
    } else if (spec.tasks_per_node) {
        tasks = nodes * *spec.tasks_per_node;
    } else if (spec.min_nodes || named > 0 || spec.cpus_per_task) {
        tasks = nodes;
    } else {
        for (const auto& share : entry.job.shares) tasks += share.tasks;
        tasks = std::max(tasks, nodes);
    }
    return {nodes, tasks};
}

/// One task each, then one more in turn to whoever has room; the job's own layout when it fits exactly.
std::vector<std::uint32_t> deal_counts(const Rooms& rooms, Size size, const StepSpec& spec,
                                       std::uint32_t Room::*room_for) {
    std::vector<std::uint32_t> counts(size.nodes, 0);
    std::uint32_t own_tasks = 0;
    bool own_layout = !spec.tasks_per_node;
    for (std::size_t i = 0; i < size.nodes; ++i) {
        own_tasks += rooms[i].share->tasks;
        own_layout = own_layout && rooms[i].share->tasks > 0 && rooms[i].share->tasks <= rooms[i].*room_for;
    }
    if (own_layout && own_tasks == size.tasks) {
        for (std::size_t i = 0; i < size.nodes; ++i) counts[i] = rooms[i].share->tasks;
        return counts;
    }
    auto left = size.tasks;
    while (left > 0) {
        const auto before = left;
        for (std::size_t i = 0; i < size.nodes && left > 0; ++i) {
            if (counts[i] < rooms[i].*room_for) ++counts[i], --left;
        }
        if (left == before) break;
    }
    return counts;
}

std::uint32_t total(const std::vector<std::uint32_t>& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0u);
}

/// The nodes with room for at least one task now come first, the named ones before all.
Rooms preferred(Rooms rooms, const StepSpec& spec) {
    const auto named = static_cast<std::ptrdiff_t>(spec.node_list.size());
    std::stable_partition(rooms.begin() + named, rooms.end(), [](const Room& room) { return room.tasks_now > 0; });
    return rooms;
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
    auto found = rooms_of(spec, entry);
    if (!found) return tl::unexpected{found.error()};
    const auto size = size_of(spec, entry, *found);
    if (size.nodes > found->size()) {
        return fail(Errc::node_count, fmt::format("{} nodes wanted, the job has {} for it", size.nodes, found->size()));
    }
    if (size.tasks == 0) return fail(Errc::invalid_argument, "a step needs at least one task");
    // Room when alone decides whether it can ever run; room now, whether it must wait.
    if (total(deal_counts(*found, size, spec, &Room::tasks_ever)) < size.tasks) {
        return fail(Errc::too_many_cpus, fmt::format("{} tasks do not fit on {} nodes of this job", size.tasks, size.nodes));
    }
    auto rooms = preferred(std::move(*found), spec);
    const auto counts = deal_counts(rooms, size, spec, &Room::tasks_now);
    if (total(counts) < size.tasks || std::ranges::find(counts, 0u) != counts.end()) return fail(Errc::step_resources);

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
