// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/explain.hpp"

#include <algorithm>
#include <fmt/format.h>

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
    Blocker blocker{fmt::format("{}: {}", what, shown_dependency(entry.job.unmet_dependency)), {}, {}};
    for (const auto& term : entry.dependency.terms) {
        if (term.job != JobId{} && !term.failed) blocker.jobs.push_back(term.job);
    }
    return blocker;
}

/// What keeps it out of the plan, besides time and resources.
Blocker blocked_by(const JobEntry& entry, Reason reason) {
    if (reason == Reason::dependency) return unmet(entry, "it waits for other jobs");
    if (reason == Reason::dependency_never_satisfied) return unmet(entry, "what it depends on can never happen");
    if (reason != Reason::array_task_limit) return {"it is held; `scontrol release` lets it go", {}, {}};
    return {fmt::format("{} tasks of its array run, as many as may run at once", entry.job.spec.array.most_running), {}, {}};
}

Blocker not_eligible(const JobEntry& entry, Reason reason) {
    switch (reason) {
        case Reason::held_by_user: return {"it is held; `scontrol release` lets it go", {}, {}};
        case Reason::held_by_admin: return {"an administrator holds it", {}, {}};
        case Reason::begin_time: return {"it was asked not to begin earlier", {}, entry.job.spec.begin};
        case Reason::launch_failed_requeued_held: return {"its launch failed again and again; it is held", {}, {}};
        case Reason::partition_time_limit: return {"its time limit is longer than its partition allows now", {}, {}};
        case Reason::partition_node_limit: return {"it needs more or fewer nodes than its partition gives now", {}, {}};
        case Reason::bad_constraints: return {"the cluster as it is configured now can never run it", {}, {}};
        default: return {fmt::format("partition {} starts no jobs now", entry.job.partition), {}, {}};
    }
}

std::vector<std::string> unusable(const Request& request, const ClusterState& state) {
    std::vector<std::string> names;
    for (const auto index : request.candidates) {
        const auto& node = state.node(index);
        if (!node.usable()) names.push_back(node.spec.name);
    }
    return names;
}

/// The running jobs on its candidate nodes, and until when the last of them may run.
Blocker resources(const JobEntry& entry, const ClusterState& state, Instant now) {
    const auto& request = *entry.request;
    std::set<JobId> holders;
    std::size_t fitting = 0;
    for (const auto index : request.candidates) {
        const auto& node = state.node(index);
        holders.insert(node.jobs.begin(), node.jobs.end());
        auto single = request;
        single.tasks = (request.tasks + request.min_nodes - 1) / request.min_nodes;
        const bool fits = tasks_that_fit(single, node, {node.free, node.jobs.empty()}) >= single.tasks;
        if (node.usable() && fits) ++fitting;
    }
    Blocker blocker{fmt::format("it wants {}; {} of the {} nodes it may use {} now", wish(request), fitting,
                                request.candidates.size(), fitting == 1 ? "has that" : "have that"),
                    {holders.begin(), holders.end()}, {}};
    for (const auto id : holders) {
        const auto end = expected_end(state.find(id)->job, now, state.config().scheduling.kill_wait);
        if (end != kNever) blocker.until = std::max(blocker.until.value_or(end), end);
    }
    return blocker;
}

/// Jobs of higher rank that are promised nodes which this one could use.
std::optional<Blocker> ahead(const JobEntry& entry, const ClusterState& state, const std::vector<PlannedStart>& plan) {
    std::set<JobId> higher;
    for (const auto& key : state.queue()) {
        if (key.id == entry.job.id) break;
        higher.insert(key.id);
    }
    Blocker blocker{"jobs ahead of it in the queue are promised nodes it could use", {}, {}};
    for (const auto& promise : plan) {
        if (!higher.contains(promise.job)) continue;
        const bool shares_nodes = std::ranges::any_of(promise.placement, [&](const PlacedNode& placed) {
            return std::ranges::binary_search(entry.request->candidates, placed.node);
        });
        if (!shares_nodes) continue;
        blocker.jobs.push_back(promise.job);
        const auto end = end_of(promise.start, state.find(promise.job)->request->limit);
        if (end != kNever) blocker.until = std::max(blocker.until.value_or(end), end);
    }
    if (blocker.jobs.empty()) return std::nullopt;
    return blocker;
}

}  // namespace

Explanation explain(const ClusterState& state, const Planner& planner, JobId id, Instant now) {
    Explanation explanation;
    const auto* entry = state.find(id);
    if (entry == nullptr || entry->job.state != JobState::pending) return explanation;
    if (state.blocked().contains(id)) {
        explanation.blockers.push_back(blocked_by(*entry, blocked_reason(*entry, state)));
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
    const auto plan = full_plan(state, now);
    if (const auto down = unusable(*entry->request, state); !down.empty()) {
        explanation.blockers.push_back({fmt::format("nodes down or drained: {}", fold_hosts(down)), {}, {}});
    }
    if (const auto first = ahead(*entry, state, plan)) explanation.blockers.push_back(*first);
    explanation.blockers.push_back(resources(*entry, state, now));
    explanation.suggestions = suggest(state, planner, id, explanation.planned_start, now);
    return explanation;
}

}  // namespace sluice::engine
