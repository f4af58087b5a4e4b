// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/placement.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace sluice::engine {
namespace {

/// A candidate node and how many tasks it could take.
struct Host {
    NodeIndex node;
    std::uint32_t capacity = 0;   // tasks
    std::uint32_t free_cores = 0; // tie-break: fuller nodes first
    std::uint32_t weight = 1;
};
using Hosts = std::vector<Host>;

std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

/// Threads of each core that tasks may use.
std::uint32_t usable_threads(const Request& request, const NodeState& node) {
    return std::clamp(request.threads_per_core, 1u, node.spec.threads_per_core);
}

/// CPUs that a number of tasks takes of a node: whole cores, and no fewer than --mincpus. With --overcommit
/// they make do with what is offered, and with what there is memory for.
std::uint32_t cpus_taken(const Request& request, const NodeState& node, const Amount& offered, std::uint32_t tasks) {
    const std::uint64_t threads = node.spec.threads_per_core;
    const std::uint64_t usable = usable_threads(request, node);
    auto cpus = std::uint64_t{tasks} * request.cpus_per_task;
    if (request.overcommit) {
        cpus = std::min(cpus, offered.cores * usable);
        const auto each = request.memory_per_cpu.count();
        const auto supplied = each > 0 ? static_cast<std::uint64_t>(offered.memory.count() / each) : cpus;
        cpus = std::min(cpus, std::max<std::uint64_t>(supplied / threads, 1) * threads);
    }
    auto cores = std::max(divide_up(cpus, usable), divide_up(request.min_cpus_per_node, threads));
    if (request.tasks_per_core) cores = std::max(cores, divide_up(tasks, *request.tasks_per_core));
    return static_cast<std::uint32_t>(cores * threads);
}

Mebibytes memory_taken(const Request& request, const NodeState& node, std::uint32_t cpus) {
    if (request.all_memory) return node.total.memory;
    return std::max(request.memory_per_node, request.memory_per_cpu * cpus);
}

/// What so many tasks take of each kind of gres; nothing if less is offered.
std::optional<std::vector<std::uint32_t>> gres_taken(const Request& request, const Amount& offered, std::uint32_t tasks) {
    if (request.gres.empty() && request.gres_per_task.empty()) return std::vector<std::uint32_t>{};
    std::vector<std::uint32_t> taken(offered.gres.size(), 0);
    const auto take = [&](const std::vector<std::size_t>& kinds, std::uint64_t left) {
        for (const auto kind : kinds) {
            if (kind >= taken.size()) continue;
            const auto some = std::min<std::uint64_t>(left, offered.gres[kind] - taken[kind]);
            taken[kind] += static_cast<std::uint32_t>(some);
            left -= some;
        }
        return left == 0;
    };
    for (const auto& [kinds, count] : request.gres) {
        if (!take(kinds, count)) return std::nullopt;
    }
    for (const auto& [kinds, count] : request.gres_per_task) {
        if (!take(kinds, std::uint64_t{count} * tasks)) return std::nullopt;
    }
    return taken;
}

Hosts hosts_of(const Request& request, const ClusterState& state, const std::vector<NodeIndex>& among, const OfferOf& offer_of) {
    Hosts hosts;
    hosts.reserve(among.size());
    for (const auto index : among) {
        const auto& node = state.node(index);
        const auto offer = offer_of(index);
        const auto capacity = tasks_that_fit(request, node, offer);
        if (capacity > 0) hosts.push_back({index, capacity, offer.amount.cores, node.spec.weight});
    }
    return hosts;
}

/// Fuller nodes first, so that idle ones stay idle.
bool tighter(const Host& a, const Host& b) {
    if (a.weight != b.weight) return a.weight < b.weight;
    if (a.free_cores != b.free_cores) return a.free_cores < b.free_cores;
    return a.node < b.node;
}
bool roomier(const Host& a, const Host& b) {
    if (a.capacity != b.capacity) return a.capacity > b.capacity;
    return tighter(a, b);
}

/// What is still to be found while nodes are being picked.
struct Need {
    std::uint32_t min_nodes;
    std::uint32_t max_nodes;
    std::uint32_t tasks;

    [[nodiscard]] bool met() const { return min_nodes == 0 && tasks == 0; }
    void take(const Hosts& hosts) {
        const auto count = static_cast<std::uint32_t>(hosts.size());
        min_nodes -= std::min(min_nodes, count);
        max_nodes -= std::min(max_nodes, count);
        for (const auto& host : hosts) tasks -= std::min(tasks, host.capacity);
    }
};

/// The tasks that the roomiest `count` of the hosts can take.
std::uint64_t room_on_best(const Hosts& hosts, std::uint32_t count) {
    std::vector<std::uint32_t> capacities;
    capacities.reserve(hosts.size());
    for (const auto& host : hosts) capacities.push_back(host.capacity);
    const auto end = capacities.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(count, hosts.size()));
    if (end != capacities.end()) std::nth_element(capacities.begin(), end, capacities.end(), std::greater<>{});
    return std::accumulate(capacities.begin(), end, std::uint64_t{0});
}

/// Whether some choice among the hosts meets the need.
bool suffices(const Hosts& hosts, const Need& need) {
    if (hosts.size() < need.min_nodes) return false;
    return room_on_best(hosts, need.max_nodes) >= need.tasks;
}

/// The roomiest hosts, as many as it takes. If any choice meets the need, this one does.
Hosts roomiest(Hosts hosts, Need need) {
    std::ranges::sort(hosts, roomier);
    Hosts picked;
    for (const auto& host : hosts) {
        if (need.met() || need.max_nodes == 0) break;
        picked.push_back(host);
        need.take({host});
    }
    return picked;
}

/// Among equals in one leaf: nodes that take an even share, fullest first; the roomiest if that is not enough.
Hosts pick_nodes(const Hosts& hosts, const Need& need) {
    const auto count = std::max(1u, need.min_nodes);
    const auto even_share = divide_up(need.tasks, count);
    Hosts even;
    std::ranges::copy_if(hosts, std::back_inserter(even), [&](const Host& h) { return h.capacity >= even_share; });
    if (even.size() < count) return roomiest(hosts, need);
    std::ranges::sort(even, tighter);
    even.resize(count);
    return even;
}

/// The hosts under one leaf switch.
struct LeafGroup {
    std::size_t leaf = 0;
    Hosts hosts;
};
using LeafGroups = std::vector<LeafGroup>;

LeafGroups by_leaf(const Hosts& hosts, const Topology& topology) {
    std::map<std::size_t, Hosts> groups;
    for (const auto& host : hosts) groups[topology.leaf_of(host.node)].push_back(host);
    LeafGroups list;
    for (auto& [leaf, members] : groups) list.push_back({leaf, std::move(members)});
    return list;
}

/// The tightest leaf that holds the whole need.
LeafGroups::const_iterator tightest(const LeafGroups& groups, const Need& need) {
    auto best = groups.end();
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        if (best != groups.end() && group->hosts.size() >= best->hosts.size()) continue;
        if (suffices(group->hosts, need)) best = group;
    }
    return best;
}

/// The leaf that brings the need furthest.
LeafGroups::const_iterator largest(const LeafGroups& groups, const Need& need) {
    const auto worth = [&](const LeafGroup& group) {
        const auto room = room_on_best(group.hosts, need.max_nodes);
        const auto size = std::uint64_t{group.hosts.size()};
        return need.tasks > need.min_nodes ? std::pair{room, size} : std::pair{size, room};
    };
    return std::ranges::max_element(groups, {}, worth);
}

struct Choice {
    std::size_t leaves = 0;
    Hosts hosts;
};

/// Whole leaves, largest first, until one holds the rest: the fewest leaves if the nodes are alike.
Choice across_leaves(LeafGroups groups, Need need) {
    Choice choice;
    while (!groups.empty() && !need.met() && need.max_nodes > 0) {
        const auto last = tightest(groups, need);
        const auto group = last == groups.end() ? largest(groups, need) : last;
        auto taken = last == groups.end() ? group->hosts : pick_nodes(group->hosts, need);
        if (taken.size() > need.max_nodes) {
            std::ranges::sort(taken, roomier);
            taken.resize(need.max_nodes);
        }
        need.take(taken);
        choice.hosts.insert(choice.hosts.end(), taken.begin(), taken.end());
        ++choice.leaves;
        groups.erase(group);
    }
    return choice;
}

/// Under every switch its leaves, and at the end all of them, as under one more switch.
std::vector<std::pair<std::size_t, LeafGroups>> by_switch(const LeafGroups& groups, const Topology& topology) {
    const auto switches = topology.switches();
    std::map<std::size_t, LeafGroups> below;
    for (const auto& group : groups) {
        for (auto s = switches[group.leaf].parent; s != Topology::kNoParent; s = switches[s].parent) {
            below[s].push_back(group);
        }
    }
    std::vector<std::pair<std::size_t, LeafGroups>> list;
    for (auto& [s, members] : below) list.emplace_back(switches[s].level, std::move(members));
    list.emplace_back(switches.size(), groups);
    return list;
}

/// The fewest leaves; then the lowest, then the tightest switch that joins them. Requires that `hosts` suffices.
Hosts pick_from_fewest_leaves(const Hosts& hosts, const Topology& topology, const Need& need) {
    const auto groups = by_leaf(hosts, topology);
    if (const auto leaf = tightest(groups, need); leaf != groups.end()) return pick_nodes(leaf->hosts, need);

    std::optional<Choice> best;
    std::tuple<std::size_t, std::size_t, std::size_t> best_rank;
    for (const auto& [level, below] : by_switch(groups, topology)) {
        Hosts all;
        for (const auto& group : below) all.insert(all.end(), group.hosts.begin(), group.hosts.end());
        if (!suffices(all, need)) continue;
        auto choice = across_leaves(below, need);
        const std::tuple rank{choice.leaves, level, all.size()};
        if (!suffices(choice.hosts, need) || (best && rank >= best_rank)) continue;
        best = std::move(choice);
        best_rank = rank;
    }
    return best ? std::move(best->hosts) : roomiest(hosts, need);
}

/// The named nodes first, then what stands beside them, then the fewest further leaves.
Hosts pick_around(const Hosts& named, const Hosts& others, const Topology& topology, Need need) {
    auto picked = named;
    need.take(named);
    if (need.met() || !suffices(others, need)) return picked;
    std::set<std::size_t> leaves;
    for (const auto& host : named) leaves.insert(topology.leaf_of(host.node));
    Hosts beside, beyond;
    for (const auto& host : others) (leaves.contains(topology.leaf_of(host.node)) ? beside : beyond).push_back(host);

    auto rest = need;
    auto more = suffices(beside, need) ? pick_nodes(beside, need) : roomiest(beside, need);
    rest.take(more);
    if (!rest.met() && suffices(beyond, rest)) {
        const auto further = pick_from_fewest_leaves(beyond, topology, rest);
        more.insert(more.end(), further.begin(), further.end());
    }
    if (!suffices(more, need)) more = roomiest(others, need);
    picked.insert(picked.end(), more.begin(), more.end());
    return picked;
}

/// The shortest run of consecutive nodes that suffices, on the fewest leaves; for --contiguous.
Hosts contiguous_run(const Hosts& hosts, const std::vector<NodeIndex>& required, const Topology& topology,
                     const Need& need) {
    Hosts best;
    std::pair<std::size_t, std::size_t> best_rank;
    for (std::size_t first = 0; first < hosts.size(); ++first) {
        auto left = need;
        for (auto next = first; next < hosts.size() && left.max_nodes > 0; ++next) {
            if (hosts[next].node.value() - hosts[first].node.value() != next - first) break;
            left.take({hosts[next]});
            if (!left.met()) continue;
            const Hosts run{hosts.begin() + static_cast<std::ptrdiff_t>(first),
                            hosts.begin() + static_cast<std::ptrdiff_t>(next) + 1};
            const auto in_run = [&](NodeIndex node) { return node >= run.front().node && node <= run.back().node; };
            if (!std::ranges::all_of(required, in_run)) continue;
            const std::pair rank{run.size(), by_leaf(run, topology).size()};
            if (best.empty() || rank < best_rank) best = run, best_rank = rank;
            break;
        }
    }
    return best;
}

/// The lowest switch around a leaf that has room for a segment at all.
std::size_t unit_of(std::size_t leaf, const Topology& topology, std::uint32_t segment) {
    const auto switches = topology.switches();
    while (switches[leaf].nodes.size() < segment && switches[leaf].parent != Topology::kNoParent) leaf = switches[leaf].parent;
    return leaf;
}

std::map<std::size_t, Hosts> by_unit(const Hosts& hosts, const Topology& topology, std::uint32_t segment) {
    std::map<std::size_t, Hosts> units;
    for (const auto& host : hosts) units[unit_of(topology.leaf_of(host.node), topology, segment)].push_back(host);
    return units;
}

/// Of the hosts below each switch that can hold a segment, as many as make whole segments; in node order.
Hosts whole_segments(const Hosts& hosts, const Topology& topology, std::uint32_t segment) {
    Hosts kept;
    for (auto& [unit, below] : by_unit(hosts, topology, segment)) {
        std::ranges::sort(below, roomier);
        below.resize(below.size() - below.size() % segment);
        kept.insert(kept.end(), below.begin(), below.end());
    }
    std::ranges::sort(kept, {}, &Host::node);
    return kept;
}

bool makes_segments(const Hosts& hosts, const Topology& topology, std::uint32_t segment) {
    return std::ranges::all_of(by_unit(hosts, topology, segment),
                               [&](const auto& unit) { return unit.second.size() % segment == 0; });
}

std::size_t count_leaves(const Hosts& hosts, const Topology& topology) { return by_leaf(hosts, topology).size(); }

Hosts pick(const Request& request, const Hosts& hosts, const Topology& topology, const Need& need) {
    if (request.contiguous) return contiguous_run(hosts, request.required.all(), topology, need);
    if (request.required.empty()) {
        return suffices(hosts, need) ? pick_from_fewest_leaves(hosts, topology, need) : Hosts{};
    }
    Hosts named, others;
    for (const auto& host : hosts) {
        (std::ranges::binary_search(request.required, host.node) ? named : others).push_back(host);
    }
    return pick_around(named, others, topology, need);
}

/// Tasks per picked node: filled up in order, or dealt out one by one when --nodes asked for that many nodes.
std::vector<std::uint32_t> deal_tasks(const Request& request, const Hosts& hosts, std::uint32_t total) {
    std::vector<std::uint32_t> tasks(hosts.size(), 1);
    auto left = total - std::min(total, static_cast<std::uint32_t>(hosts.size()));
    if (!request.nodes_given && !request.tasks_per_node) {
        for (std::size_t i = 0; i < hosts.size() && left > 0; ++i) {
            const auto more = std::min(left, hosts[i].capacity - 1);
            tasks[i] += more;
            left -= more;
        }
    }
    while (left > 0) {
        const auto before = left;
        for (std::size_t i = 0; i < hosts.size() && left > 0; ++i) {
            if (tasks[i] < hosts[i].capacity) ++tasks[i], --left;
        }
        if (left == before) break;
    }
    return tasks;
}

PlacedNode share_of(const Request& request, const NodeState& node, const NodeOffer& offer, NodeIndex index,
                    std::uint32_t tasks) {
    if (request.exclusive) {  // but of the memory only what it asked for, if it did
        auto amount = offer.amount;
        const auto asked = memory_taken(request, node, node.spec.cpus());
        if (asked.count() > 0) amount.memory = std::min(amount.memory, asked);
        return {index, tasks, node.spec.cpus(), std::move(amount)};
    }
    const auto cpus = cpus_taken(request, node, offer.amount, tasks);
    Amount amount{cpus / node.spec.threads_per_core, memory_taken(request, node, cpus), {}};
    if (auto gres = gres_taken(request, offer.amount, tasks)) amount.gres = std::move(*gres);
    return {index, tasks, cpus, std::move(amount)};
}

}  // namespace

std::uint32_t tasks_that_fit(const Request& request, const NodeState& node, const NodeOffer& offer) {
    if (request.exclusive && !offer.idle) return 0;
    const auto cpus = offer.amount.cores * node.spec.threads_per_core;
    if (cpus < request.min_cpus_per_node || cpus == 0) return 0;
    const auto usable = offer.amount.cores * usable_threads(request, node);
    auto most = request.overcommit ? request.tasks : std::min(request.tasks, usable / request.cpus_per_task);
    if (request.tasks_per_core) most = std::min(most, offer.amount.cores * *request.tasks_per_core);
    if (request.tasks_per_socket) most = std::min(most, node.spec.sockets * *request.tasks_per_socket);
    if (request.tasks_per_node) most = std::min(most, *request.tasks_per_node);
    const auto least = request.tasks_given ? 1 : request.tasks_per_node.value_or(1);
    if (most < least) return 0;

    const auto fits = [&](std::uint32_t tasks) {
        return memory_taken(request, node, cpus_taken(request, node, offer.amount, tasks)) <= offer.amount.memory &&
               gres_taken(request, offer.amount, tasks).has_value();
    };
    if (fits(most)) return most;
    if (!fits(least)) return 0;
    auto fitting = least;  // what they take grows with the tasks: look for the last that fits
    for (auto too_many = most; too_many - fitting > 1;) {
        const auto middle = fitting + (too_many - fitting) / 2;
        (fits(middle) ? fitting : too_many) = middle;
    }
    return fitting;
}

std::optional<Placement> place(const Request& request, const ClusterState& state, const OfferOf& offer_of,
                               std::optional<std::uint32_t> max_switches) {
    return place(request, state, request.candidates.all(), offer_of, max_switches);
}

std::optional<Placement> place(const Request& request, const ClusterState& state, const std::vector<NodeIndex>& among,
                               const OfferOf& offer_of, std::optional<std::uint32_t> max_switches) {
    const auto& topology = state.topology();
    auto hosts = hosts_of(request, state, among, offer_of);
    if (request.segment > 1 && request.required.empty()) hosts = whole_segments(hosts, topology, request.segment);
    const auto is_host = [&](NodeIndex node) { return std::ranges::binary_search(hosts, node, {}, &Host::node); };
    if (!std::ranges::all_of(request.required, is_host)) return std::nullopt;

    const auto available = static_cast<std::uint32_t>(hosts.size());
    auto wanted = std::min(available, request.nodes_given ? request.max_nodes : request.min_nodes);
    for (; wanted >= request.min_nodes; --wanted) {
        const auto each = request.tasks_per_node.value_or(1);
        const auto tasks = request.tasks_given ? std::max(request.tasks, wanted) : each * wanted;
        const Need need{wanted, request.tasks_given ? request.max_nodes : wanted, tasks};
        auto picked = pick(request, hosts, topology, need);
        if (picked.empty() || !suffices(picked, need)) continue;
        if (max_switches && count_leaves(picked, topology) > *max_switches) continue;
        if (request.segment > 1 && !makes_segments(picked, topology, request.segment)) continue;
        std::ranges::sort(picked, {}, &Host::node);
        const auto dealt = deal_tasks(request, picked, tasks);
        Placement placement;
        for (std::size_t i = 0; i < picked.size(); ++i) {
            const auto index = picked[i].node;
            placement.push_back(share_of(request, state.node(index), offer_of(index), index, dealt[i]));
        }
        return placement;
    }
    return std::nullopt;
}

std::optional<Placement> place_again(const Request& request, const ClusterState& state, const std::vector<TasksOn>& where,
                                     const OfferOf& offer_of) {
    Placement placement;
    if (where.size() < request.min_nodes || where.size() > request.max_nodes) return std::nullopt;
    for (const auto& [index, tasks] : where) {
        if (!std::ranges::binary_search(request.candidates, index)) return std::nullopt;
        const auto offer = offer_of(index);
        if (tasks == 0 || tasks_that_fit(request, state.node(index), offer) < tasks) return std::nullopt;
        placement.push_back(share_of(request, state.node(index), offer, index, tasks));
    }
    return placement;
}

std::size_t leaves_spanned(const Placement& placement, const Topology& topology) {
    std::set<std::size_t> leaves;
    for (const auto& placed : placement) leaves.insert(topology.leaf_of(placed.node));
    return leaves.size();
}

}  // namespace sluice::engine
