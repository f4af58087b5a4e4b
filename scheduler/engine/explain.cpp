// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/explain.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "scheduler/engine/forecast.hpp"
#include "scheduler/engine/transition.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::engine {
namespace {

std::string wish(const Request& request) {
    auto text = fmt::format("{} {}node{}", request.min_nodes, request.exclusive ? "whole " : "",
                            request.min_nodes == 1 ? "" : "s");
    if (request.exclusive) return text;
    const auto tasks = (request.tasks + request.min_nodes - 1) / request.min_nodes;
    text += fmt::format(" with {} free CPU{}", tasks * request.cpus_per_task, tasks * request.cpus_per_task == 1 ? "" : "s");
    if (request.memory_per_node.count() > 0) text += " and " + format_memory(request.memory_per_node);
    for (const auto& [kinds, count] : request.gres) text += fmt::format(" and {} gres", count);
    return text;
}

Blocker unmet(const JobEntry& entry, std::string_view what) {
    Blocker blocker{fmt::format("{}: {}", what, shown_dependency(entry.job.unmet_dependency)), {}, {}, {}};
    for (const auto& term : entry.dependency.terms) {
        if (term.job != JobId{} && !term.failed) blocker.jobs.push_back(term.job);
    }
    return blocker;
}

void add(Blocker& blocker, JobId job, Instant end) {
    blocker.jobs.push_back(job);
    blocker.ends.push_back(end < kEternity ? std::optional{end} : std::nullopt);
    if (end < kEternity) blocker.until = std::max(blocker.until.value_or(end), end);
}

/// The limit that holds it back, and the running jobs that use it.
Blocker limited_by(const Breach& breach, const ClusterState& state, Instant now) {
    Blocker blocker{describe(breach), {}, {}, {}};
    for (const auto id : state.limits().holders_of(breach.rule)) {
        add(blocker, id, expected_end(state.find(id)->job, now, state.config().scheduling.kill_wait));
    }
    return blocker;
}

/// What keeps it out of the plan, besides time and resources.
Blocker blocked_by(const JobEntry& entry, const ClusterState& state, Instant now) {
    const auto reason = blocked_reason(entry, state);
    const auto breach = state.limits().breach_of(entry.job.id);
    if (breach && breach->rule.reason == reason) return limited_by(*breach, state, now);
    if (reason == Reason::dependency) return unmet(entry, "it waits for other jobs");
    if (reason == Reason::dependency_never_satisfied) return unmet(entry, "what it depends on can never happen");
    if (reason != Reason::array_task_limit) return {"it is held; `scontrol release` lets it go", {}, {}, {}};
    return {fmt::format("{} tasks of its array run, as many as may run at once", entry.job.spec.array.most_running), {}, {}, {}};
}

Blocker not_eligible(const JobEntry& entry, Reason reason) {
    switch (reason) {
        case Reason::held_by_user: return {"it is held; `scontrol release` lets it go", {}, {}, {}};
        case Reason::held_by_admin: return {"an administrator holds it", {}, {}, {}};
        case Reason::begin_time: return {"it was asked not to begin earlier", {}, {}, entry.job.spec.begin};
        case Reason::requeued_held: return {"it was requeued and is held; `scontrol release` lets it go", {}, {}, {}};
        case Reason::launch_failed_requeued_held: return {"its launch failed again and again; it is held", {}, {}, {}};
        case Reason::partition_time_limit: return {"its time limit is longer than its partition allows now", {}, {}, {}};
        case Reason::partition_node_limit: return {"it needs more or fewer nodes than its partition gives now", {}, {}, {}};
        case Reason::bad_constraints: return {"the cluster as it is configured now can never run it", {}, {}, {}};
        case Reason::invalid_account: return {"its partition does not take jobs of its account now", {}, {}, {}};
        case Reason::invalid_qos: return {"its partition does not take jobs of its QOS now", {}, {}, {}};
        default: return {fmt::format("partition {} starts no jobs now", entry.job.partition), {}, {}, {}};
    }
}

/// Nodes that it may use and cannot now, together by the reason that their administrator gave.
std::optional<Blocker> unusable(const Request& request, const ClusterState& state) {
    std::map<std::string, std::vector<std::string>> by_reason;
    for (const auto index : request.candidates) {
        const auto& node = state.node(index);
        if (!node.usable()) by_reason[node.record.reason].push_back(node.spec.name);
    }
    if (by_reason.empty()) return std::nullopt;
    std::string text;
    for (const auto& [reason, names] : by_reason) {
        text += (text.empty() ? "" : ", ") + fold_hosts(names) + (reason.empty() ? "" : " (" + reason + ")");
    }
    return Blocker{"nodes down or drained: " + text, {}, {}, {}};
}

/// Its share of one node, if the tasks are spread evenly.
Request share_of_one(const Request& request) {
    auto single = request;
    single.tasks = (request.tasks + request.min_nodes - 1) / request.min_nodes;
    return single;
}

bool fits(const Request& single, const NodeState& node, const NodeOffer& offer) {
    return tasks_that_fit(single, node, offer) >= std::min(single.tasks, tasks_that_fit(single, node, {node.total, true})) &&
           tasks_that_fit(single, node, offer) > 0;
}

/// What the node has too little of: the one thing without which the job would fit.
std::string_view shortage(const Request& single, const NodeState& node) {
    const NodeOffer offer{node.free, node.jobs.empty()};
    if (single.exclusive) return "idle";
    auto less = single;
    less.memory_per_node = less.memory_per_cpu = Mebibytes{0};
    less.all_memory = false;
    if (fits(less, node, offer)) return "memory";
    less = single;
    less.gres = {};
    return fits(less, node, offer) ? "gres" : "CPUs";
}

/// `; CPUs are short on 3 of them, memory on 1`
std::string shortages(const std::map<std::string_view, std::size_t>& counts) {
    std::string text;
    for (const auto& [what, count] : counts) {
        if (what == "idle") text += fmt::format("; {} of them {} not idle", count, count == 1 ? "is" : "are");
        else text += fmt::format("; {} of them {} too little {} free", count, count == 1 ? "has" : "have", what);
    }
    return text;
}

bool fits_now(const Request& request, const ClusterState& state) {
    const auto free_now = [&](NodeIndex index) {
        const auto& node = state.node(index);
        return node.usable() ? NodeOffer{node.free, node.jobs.empty()} : NodeOffer{};
    };
    return place(request, state, free_now).has_value();
}

/// What is short where, and the running jobs that hold it on nodes that could do: those that end in time.
Blocker resources(const JobEntry& entry, const ClusterState& state, std::optional<Instant> planned, Instant now) {
    const auto& request = *entry.request;
    const auto single = share_of_one(request);
    std::set<JobId> holders;
    std::map<std::string_view, std::size_t> counts;
    std::size_t fitting = 0;
    for (const auto index : request.candidates) {
        const auto& node = state.node(index);
        if (!node.usable()) continue;
        if (fits(single, node, {node.free, node.jobs.empty()})) {
            ++fitting;
        } else if (tasks_that_fit(single, node, {node.total, true}) > 0) {
            ++counts[shortage(single, node)];
            holders.insert(node.jobs.begin(), node.jobs.end());
        }
    }
    Blocker blocker{fmt::format("it wants {}; {} of the {} nodes it may use {} now{}", wish(request), fitting, request.candidates.size(),
                                fitting == 1 ? "has that" : "have that", shortages(counts)), {}, {}, {}};
    for (const auto id : holders) {
        const auto end = expected_end(state.find(id)->job, now, state.config().scheduling.kill_wait);
        if (!planned || end <= *planned) add(blocker, id, end);
    }
    return blocker;
}

/// Jobs of higher rank, in their order, that are promised nodes which this one could use before it starts.
std::optional<Blocker> ahead(const JobEntry& entry, const ClusterState& state, std::optional<Instant> planned, bool fits, Instant now) {
    std::set<JobId> higher;
    for (const auto& key : state.queue()) {
        if (key.id == entry.job.id) break;
        higher.insert(key.id);
    }
    Blocker blocker{fits ? "it would fit now, but jobs ahead of it in the queue are promised those nodes"
                         : "jobs ahead of it in the queue are promised nodes it could use", {}, {}, {}};
    for (const auto& promise : full_plan(state, now)) {
        if (!higher.contains(promise.job) || (planned && promise.start > *planned)) continue;
        const bool shares_nodes = promise.placement.empty() || std::ranges::any_of(promise.placement, [&](const PlacedNode& placed) {
            return std::ranges::binary_search(entry.request->candidates, placed.node);
        });
        if (shares_nodes) add(blocker, promise.job, end_of(promise.start, state.find(promise.job)->request->limit));
    }
    if (blocker.jobs.empty()) return std::nullopt;
    return blocker;
}

/// Nodes that it may use, but not now for as long as it would take, because somebody has reserved them.
void add_reservations(std::vector<Blocker>& blockers, const Request& request, const ClusterState& state, Instant now) {
    const auto until = end_of(now, request.limit);
    for (const auto& [name, reservation] : state.reservations()) {
        std::vector<std::string> kept;
        for (const auto index : reservation.nodes) {
            if (!std::ranges::binary_search(request.candidates, index)) continue;
            if (!state.windows_of(index).admit(request.reserved_for, now, until)) kept.push_back(state.node(index).spec.name);
        }
        if (kept.empty()) continue;
        const bool own = request.reserved_for.reservation == reservation.number;
        const bool open = reservation.spec.start <= now;
        const auto nodes = fold_hosts(kept);
        const auto [start, end] = std::pair{reservation.spec.start, reservation.spec.end};
        if (own) blockers.push_back({fmt::format("its reservation {} leaves it no time on {}", name, nodes), {}, {}, open ? end : start});
        else if (open) blockers.push_back({fmt::format("reservation {} keeps {} for others", name, nodes), {}, {}, end});
        else blockers.push_back({fmt::format("reservation {} begins on {} before it would end", name, nodes), {}, {}, end});
    }
}

/// Everything besides time that keeps an eligible job from starting.
void add_resources(Explanation& explanation, const JobEntry& entry, const ClusterState& state, Instant now) {
    auto& blockers = explanation.blockers;
    const auto& request = *entry.request;
    const bool fits = fits_now(request, state) || std::ranges::any_of(request.elsewhere, [&](const Request& r) { return fits_now(r, state); });
    add_reservations(blockers, request, state, now);
    if (auto down = fits ? std::nullopt : unusable(request, state)) blockers.push_back(std::move(*down));
    if (auto first = ahead(entry, state, explanation.planned_start, fits, now)) blockers.push_back(std::move(*first));
    if (!fits) blockers.push_back(resources(entry, state, explanation.planned_start, now));
    else if (blockers.empty()) blockers.push_back({"it would fit now, and goes when the jobs ahead of it let it pass", {}, {}, {}});
}

}  // namespace

Explanation explain(const ClusterState& state, const Planner& planner, JobId id, Instant now) {
    Explanation explanation;
    const auto* entry = state.find(id);
    if (entry == nullptr || entry->job.state != JobState::pending) return explanation;
    if (state.blocked().contains(id)) {
        explanation.blockers.push_back(blocked_by(*entry, state, now));
        return explanation;
    }
    if (const auto reason = ineligible_reason(*entry, state, now); reason != Reason::none) {
        explanation.blockers.push_back(not_eligible(*entry, reason));
        if (reason != Reason::begin_time) return explanation;
    }
    if (const auto start = forecast(state, planner, id, now)) {
        explanation.planned_start = start->start;
        for (const auto& placed : start->placement) explanation.planned_nodes.push_back(state.node(placed.node).spec.name);
    }
    if (!entry->request) return explanation;
    const auto& begin = entry->job.spec.begin;
    if (begin && *begin > now && explanation.planned_start == begin) return explanation;  // nothing else delays it
    add_resources(explanation, *entry, state, now);
    explanation.suggestions = suggest(state, planner, id, explanation.planned_start, now);
    return explanation;
}

}  // namespace sluice::engine
