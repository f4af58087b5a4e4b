// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/placement.hpp"

#include <algorithm>
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
    bool required = false;
};
using Hosts = std::vector<Host>;

std::uint32_t divide_up(std::uint32_t a, std::uint32_t b) { return (a + b - 1) / b; }

/// CPUs that a number of tasks takes of a node: whole cores, and no fewer than --mincpus.
std::uint32_t cpus_taken(const Request& request, const NodeState& node, const Amount& offered, std::uint32_t tasks) {
    const auto threads = node.spec.threads_per_core;
    auto cpus = std::max(tasks * request.cpus_per_task, request.min_cpus_per_node);
    if (request.overcommit) cpus = std::min(cpus, offered.cores * threads);
    return divide_up(cpus, threads) * threads;
}

Mebibytes memory_taken(const Request& request, const NodeState& node, std::uint32_t cpus) {
    if (request.all_memory) return node.total.memory;
    return std::max(request.memory_per_node, request.memory_per_cpu * cpus);
}

bool has_gres(const Request& request, const Amount& offered) {
    return std::ranges::all_of(request.gres, [&](const auto& wanted) {
        std::uint32_t found = 0;
        for (const auto kind : wanted.first) found += offered.gres_of(kind);
        return found >= wanted.second;
    });
}

Hosts hosts_of(const Request& request, const ClusterState& state, const OfferOf& offer_of) {
    Hosts hosts;
    for (const auto index : request.candidates) {
        const auto& node = state.node(index);
        const auto offer = offer_of(index);
        const auto capacity = tasks_that_fit(request, node, offer);
        const bool required = std::ranges::binary_search(request.required, index);
        if (capacity > 0) hosts.push_back({index, capacity, offer.amount.cores, node.spec.weight, required});
    }
    return hosts;
}

/// Fuller nodes first, so that idle ones stay idle.
bool tighter(const Host& a, const Host& b) {
    if (a.required != b.required) return a.required;
    if (a.weight != b.weight) return a.weight < b.weight;
    if (a.free_cores != b.free_cores) return a.free_cores < b.free_cores;
    return a.node < b.node;
}
bool roomier(const Host& a, const Host& b) {
    if (a.required != b.required) return a.required;
    if (a.capacity != b.capacity) return a.capacity > b.capacity;
    return tighter(a, b);
}

/// What is still to be found while nodes are being picked.
struct Need {
    std::uint32_t min_nodes;
    std::uint32_t max_nodes;
    std::uint32_t tasks;
};

/// Whether some choice among `hosts` meets the need: the roomiest max_nodes of them.
bool suffices(Hosts hosts, const Need& need) {
    if (hosts.size() < need.min_nodes) return false;
    std::ranges::sort(hosts, roomier);
    std::uint64_t tasks = 0;
    for (std::size_t i = 0; i < hosts.size() && i < need.max_nodes; ++i) tasks += hosts[i].capacity;
    return tasks >= need.tasks;
}

/// Among equals in one leaf: nodes that take an even share, fullest first; the roomiest if that is not enough.
Hosts pick_nodes(Hosts hosts, const Need& need) {
    const auto even_share = divide_up(need.tasks, need.min_nodes);
    Hosts even;
    std::ranges::copy_if(hosts, std::back_inserter(even), [&](const Host& h) { return h.required || h.capacity >= even_share; });
    const Need exact{need.min_nodes, need.min_nodes, need.tasks};
    if (suffices(even, exact)) {
        std::ranges::sort(even, tighter);
        even.resize(need.min_nodes);
        std::uint64_t tasks = 0;
        for (const auto& host : even) tasks += host.capacity;
        if (tasks >= need.tasks) return even;
    }
    std::ranges::sort(hosts, roomier);
    Hosts picked;
    std::uint64_t tasks = 0;
    for (const auto& host : hosts) {
        if (picked.size() >= need.min_nodes && tasks >= need.tasks) break;
        if (picked.size() == need.max_nodes) break;
        picked.push_back(host);
        tasks += host.capacity;
    }
    return picked;
}

struct LeafGroup {
    std::size_t leaf;
    Hosts hosts;
    std::uint64_t capacity = 0;
};

std::vector<LeafGroup> by_leaf(const Hosts& hosts, const Topology& topology) {
    std::vector<LeafGroup> groups;
    for (const auto& host : hosts) {
        const auto leaf = topology.leaf_of(host.node);
        auto found = std::ranges::find(groups, leaf, &LeafGroup::leaf);
        if (found == groups.end()) found = groups.insert(groups.end(), {leaf, {}, 0});
        found->hosts.push_back(host);
        found->capacity += host.capacity;
    }
    return groups;
}

/// The tightest group that holds the whole need, or else the one that holds most of it.
std::vector<LeafGroup>::iterator next_leaf(std::vector<LeafGroup>& groups, const Need& need) {
    auto best = groups.end();
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        if (!suffices(group->hosts, need)) continue;
        if (best == groups.end() || group->hosts.size() < best->hosts.size()) best = group;
    }
    if (best != groups.end()) return best;
    return std::ranges::max_element(groups, [](const LeafGroup& a, const LeafGroup& b) {
        if (a.hosts.size() != b.hosts.size()) return a.hosts.size() < b.hosts.size();
        return a.capacity < b.capacity;
    });
}

/// Goes leaf by leaf until the need is met. Requires that `hosts` suffices.
Hosts pick_across_leaves(const Hosts& hosts, const Topology& topology, Need need) {
    auto groups = by_leaf(hosts, topology);
    Hosts picked;
    while (!groups.empty() && (need.min_nodes > 0 || need.tasks > 0) && need.max_nodes > 0) {
        const auto group = next_leaf(groups, need);
        const bool last = suffices(group->hosts, need);
        auto taken = last ? pick_nodes(group->hosts, {std::max(1u, need.min_nodes), need.max_nodes, need.tasks})
                          : group->hosts;
        std::ranges::sort(taken, roomier);
        if (taken.size() > need.max_nodes) taken.resize(need.max_nodes);
        for (const auto& host : taken) need.tasks -= std::min(need.tasks, host.capacity);
        const auto count = static_cast<std::uint32_t>(taken.size());
        need.min_nodes -= std::min(need.min_nodes, count);
        need.max_nodes -= count;
        picked.insert(picked.end(), taken.begin(), taken.end());
        groups.erase(group);
    }
    return picked;
}

/// The hosts below the lowest, then tightest, switch that can hold the job; all of them if none can alone.
Hosts below_best_switch(const Hosts& hosts, const Topology& topology, const Need& need) {
    struct Choice {
        std::size_t level;
        std::size_t size;
        Hosts hosts;
    };
    std::optional<Choice> best;
    for (const auto& sw : topology.switches()) {
        Hosts below;
        std::ranges::copy_if(hosts, std::back_inserter(below),
                             [&](const Host& h) { return std::ranges::binary_search(sw.nodes, h.node); });
        if (best && std::pair{sw.level, below.size()} >= std::pair{best->level, best->size}) continue;
        const bool has_required =
            std::ranges::count_if(below, &Host::required) == std::ranges::count_if(hosts, &Host::required);
        if (has_required && suffices(below, need)) best = Choice{sw.level, below.size(), std::move(below)};
    }
    return best ? std::move(best->hosts) : hosts;
}

/// The shortest run of consecutive nodes that suffices; for --contiguous.
Hosts contiguous_run(const Hosts& hosts, const Need& need) {
    Hosts best;
    for (std::size_t first = 0; first < hosts.size(); ++first) {
        Hosts run{hosts[first]};
        std::uint64_t tasks = hosts[first].capacity;
        for (std::size_t i = first + 1; i <= hosts.size(); ++i) {
            if (run.size() >= need.min_nodes && tasks >= need.tasks) {
                if (run.size() <= need.max_nodes && (best.empty() || run.size() < best.size())) best = run;
                break;
            }
            if (i == hosts.size() || hosts[i].node.value() != run.back().node.value() + 1) break;
            run.push_back(hosts[i]);
            tasks += hosts[i].capacity;
        }
    }
    return best;
}

/// Tasks per picked node: filled up in order, or dealt out one by one when --nodes asked for that many nodes.
std::vector<std::uint32_t> deal_tasks(const Request& request, const Hosts& hosts) {
    std::vector<std::uint32_t> tasks(hosts.size(), 1);
    std::uint32_t left = request.tasks - std::min(request.tasks, static_cast<std::uint32_t>(hosts.size()));
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

Amount gres_taken(const Request& request, const Amount& offered) {
    Amount taken;
    taken.gres.resize(offered.gres.size());
    for (const auto& [kinds, count] : request.gres) {
        auto left = count;
        for (const auto kind : kinds) {
            if (kind >= offered.gres.size()) continue;
            const auto some = std::min(left, offered.gres[kind] - taken.gres[kind]);
            taken.gres[kind] += some;
            left -= some;
        }
    }
    return taken;
}

PlacedNode share_of(const Request& request, const NodeState& node, const NodeOffer& offer, NodeIndex index,
                    std::uint32_t tasks) {
    if (request.exclusive) return {index, tasks, node.spec.cpus(), node.total};
    const auto cpus = cpus_taken(request, node, offer.amount, tasks);
    auto amount = gres_taken(request, offer.amount);
    amount.cores = cpus / node.spec.threads_per_core;
    amount.memory = memory_taken(request, node, cpus);
    return {index, tasks, cpus, std::move(amount)};
}

}  // namespace

std::uint32_t tasks_that_fit(const Request& request, const NodeState& node, const NodeOffer& offer) {
    if (request.exclusive && !offer.idle) return 0;
    if (!has_gres(request, offer.amount)) return 0;
    const auto cpus = offer.amount.cores * node.spec.threads_per_core;
    if (cpus < request.min_cpus_per_node || cpus == 0) return 0;
    auto tasks = request.overcommit ? request.tasks : std::min(request.tasks, cpus / request.cpus_per_task);
    if (request.tasks_per_node) tasks = std::min(tasks, *request.tasks_per_node);
    const auto memory_suffices = [&](std::uint32_t count) {
        return memory_taken(request, node, cpus_taken(request, node, offer.amount, count)) <= offer.amount.memory;
    };
    while (tasks > 0 && !memory_suffices(tasks)) --tasks;
    return tasks;
}

std::optional<Placement> place(const Request& request, const ClusterState& state, const OfferOf& offer_of) {
    const auto hosts = hosts_of(request, state, offer_of);
    const auto required = std::ranges::count_if(hosts, &Host::required);
    if (static_cast<std::size_t>(required) != request.required.size()) return std::nullopt;

    const auto& topology = state.topology();
    for (auto wanted = request.nodes_given ? request.max_nodes : request.min_nodes; wanted >= request.min_nodes; --wanted) {
        const Need need{wanted, request.max_nodes, std::max(request.tasks, wanted)};
        auto picked = request.contiguous ? contiguous_run(hosts, need)
                      : suffices(hosts, need)
                          ? pick_across_leaves(below_best_switch(hosts, topology, need), topology, need)
                          : Hosts{};
        if (!suffices(picked, need)) continue;
        std::ranges::sort(picked, {}, &Host::node);
        const auto tasks = deal_tasks(request, picked);
        Placement placement;
        for (std::size_t i = 0; i < picked.size(); ++i) {
            const auto index = picked[i].node;
            placement.push_back(share_of(request, state.node(index), offer_of(index), index, tasks[i]));
        }
        return placement;
    }
    return std::nullopt;
}

std::size_t leaves_spanned(const Placement& placement, const Topology& topology) {
    std::set<std::size_t> leaves;
    for (const auto& placed : placement) leaves.insert(topology.leaf_of(placed.node));
    return leaves.size();
}

}  // namespace sluice::engine
