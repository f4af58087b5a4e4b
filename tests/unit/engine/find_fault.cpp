// SPDX-License-Identifier: Apache-2.0
//
// The invariants of the engine's state, recounted from the job records alone.
#include <algorithm>
#include <fmt/format.h>

#include "scheduler/engine/transition.hpp"
#include "scheduler/model/array.hpp"
#include "tests/unit/engine/storm.hpp"

namespace sluice::engine::testing {
namespace {

bool holds(const Job& job) {
    return job.state == JobState::running || job.state == JobState::suspended || job.completing;
}

/// Counts every core, device and mebibyte of a node over the shares of its jobs.
std::string fault_of_node(const NodeState& node, const ClusterState& state) {
    std::vector<bool> cores(node.total.cores, false);
    auto devices = node.device_used;
    for (auto& kind : devices) kind.assign(kind.size(), false);
    Mebibytes memory;
    std::size_t exclusive = 0, running = 0;
    std::set<JobId> jobs;
    for (const auto id : state.holders()) {
        const auto& job = state.find(id)->job;
        for (const auto& share : job.shares) {
            if (share.node != node.spec.name) continue;
            jobs.insert(id);
            const bool runs = !job.suspended_since;  // else it has lent its cores
            running += runs ? 1 : 0;
            if (runs && share.cores.size() == node.total.cores) exclusive += 1;
            memory += share.memory;
            for (const auto core : runs ? share.cores : std::vector<std::uint32_t>{}) {
                if (core >= cores.size() || cores[core]) return fmt::format("core {} given twice or not there", core);
                cores[core] = true;
            }
            for (const auto& held : share.gres) {
                std::size_t kind = 0;
                while (state.gres_kinds().all()[kind].name != held.name || state.gres_kinds().all()[kind].type != held.type) ++kind;
                for (const auto index : held.indices) {
                    if (index >= devices.at(kind).size() || devices[kind][index]) return "a device given twice or not there";
                    devices[kind][index] = true;
                }
            }
        }
    }
    if (jobs != node.jobs) return "its list of jobs is wrong";
    if (exclusive > 0 && running > 1) return "a whole node is shared";
    if (memory > node.total.memory) return "memory given twice";
    if (node.free.memory != node.total.memory - memory) return "free memory is wrong";
    if (cores != node.core_used || devices != node.device_used) return "marks are wrong";
    if (node.free.cores != static_cast<std::uint32_t>(std::ranges::count(cores, false))) return "free cores are wrong";
    for (std::size_t kind = 0; kind < devices.size(); ++kind) {
        const auto free = static_cast<std::uint32_t>(std::ranges::count(devices[kind], false));
        if (node.free.gres_of(kind) != free) return "free gres are wrong";
    }
    return {};
}

std::string fault_of_shares(const JobEntry& entry, const ClusterState& state) {
    const auto& job = entry.job;
    const auto& spec = job.spec;
    if (job.shares.empty()) return "holds nothing";
    const auto partition = state.find_partition(job.partition);
    std::uint32_t tasks = 0;
    std::set<std::string> names;
    for (const auto& share : job.shares) {
        const auto& node = state.node(*state.find_node(share.node));
        names.insert(share.node);
        tasks += share.tasks;
        if (!std::ranges::binary_search(state.partitions()[*partition].nodes, *state.find_node(share.node)))
            return "is outside its partition";
        if (share.tasks == 0 || share.cores.empty()) return "has an empty share";
        if (share.cpus != share.cores.size() * node.spec.threads_per_core) return "has CPUs that are not its cores'";
        if (!spec.overcommit && share.cpus < share.tasks * spec.cpus_per_task.value_or(1)) return "has too few CPUs";
        if (spec.memory_per_node && share.memory < *spec.memory_per_node) return "has too little memory";
        if (spec.sharing == Sharing::exclusive && share.cores.size() != node.total.cores) return "is not alone";
        if (std::ranges::find(spec.exclude, share.node) != spec.exclude.end()) return "uses an excluded node";
        if (spec.constraint == "x" && std::ranges::find(node.spec.features, "x") == node.spec.features.end()) return "lacks its feature";
    }
    if (names.size() != job.shares.size()) return "uses a node twice";
    const auto count = static_cast<std::uint32_t>(names.size());
    if (count < spec.min_nodes.value_or(1)) return "has too few nodes";
    if (spec.max_nodes && count > *spec.max_nodes) return "has too many nodes";
    if (spec.tasks && tasks != std::max(*spec.tasks, count)) return "has a wrong number of tasks";
    for (const auto& name : spec.node_list) {
        if (!names.contains(name)) return "does without a named node";
    }
    return {};
}

std::string fault_of_steps(const JobEntry& entry) {
    const auto& job = entry.job;
    for (const auto& share : job.shares) {
        std::uint32_t used = 0;
        for (const auto& [number, step] : entry.steps) {
            if (number == kBatchStep || step.spec.overlap) continue;
            for (const auto& part : step.shares) {
                if (part.node == share.node && !part.ended) used += part.cpus;
            }
        }
        if (used > share.cpus) return "gives its CPUs to two steps";
    }
    for (const auto& [number, step] : entry.steps) {
        if (step.attempt != job.attempt || step.number != number) return "has a step of another run";
        if (is_final(step.state) && !is_live(step) && !step.ended) return "has an ended step without an end";
        if (!is_final(step.state) && !is_live(step) && step.state == JobState::running) return "has a step without an end";
        if (step.state == JobState::pending && (!step.shares.empty() || job.state != JobState::running))
            return "has a step that waits for nothing";
        std::vector<std::uint32_t> ranks;
        std::set<std::string> names;
        for (const auto& part : step.shares) {
            ranks.insert(ranks.end(), part.tasks.begin(), part.tasks.end());
            names.insert(part.node);
        }
        std::ranges::sort(ranks);
        for (std::uint32_t i = 0; i < ranks.size(); ++i) {
            if (ranks[i] != i) return "has a step whose ranks are wrong";
        }
        if (names.size() != step.shares.size()) return "has a step twice on a node";
    }
    return {};
}

/// When time will next do something to the job, as far as its record says.
std::optional<Instant> due(const JobEntry& entry, const SchedulingSpec& settings) {
    const auto& job = entry.job;
    std::optional<Instant> when;
    const auto note = [&](Instant at) {
        if (at != kNever) when = std::min(when.value_or(at), at);
    };
    if (job.state == JobState::running) {
        note(end_of(*job.started + job.suspended_for, job.time_limit));
        for (const auto& [number, step] : entry.steps) {
            if (step.started && step.spec.time_limit && !is_final(step.state)) note(end_of(*step.started + job.suspended_for, step.spec.time_limit));
        }
    } else if (is_final(job.state) && !job.completing) {
        note(*job.ended + std::max(settings.min_job_age, Duration{1}));
    }
    return when;
}

std::string fault_of_dependency(const JobEntry& entry, const ClusterState& state);

std::string fault_of_job(const JobEntry& entry, const Engine& engine, Instant now, bool after_schedule) {
    const auto& job = entry.job;
    const auto& state = engine.state();
    const bool live = std::ranges::any_of(entry.steps, [](const auto& step) { return is_live(step.second); });
    if (holds(job) != state.holders().contains(job.id)) return "is a holder or not, wrongly";
    if (job.completing && (!is_final(job.state) || !live)) return "completes without need";
    if (is_final(job.state) && !job.completing && (live || job.requeue_at_end)) return "is done with processes left";
    if (is_final(job.state) != job.ended.has_value()) return "has an end or not, wrongly";
    if (job.state == JobState::running && !job.started) return "runs without a start";
    if (job.state == JobState::pending && (!job.shares.empty() || !entry.steps.empty() || job.started)) return "waits with something";
    if (job.state != JobState::pending && (job.planned_start || !job.planned_nodes.empty())) return "is promised what it had";
    if (job.state == JobState::running && job.spec.kind == JobKind::batch && !entry.steps.contains(kBatchStep)) return "runs no script";
    if (!holds(job) && (!entry.nodes.empty() || !entry.held.empty())) return "holds something in secret";
    if (after_schedule && job.state == JobState::pending && job.reason == Reason::none) return "waits for no reason";
    if (job.state == JobState::pending && state.blocked().contains(job.id) && job.reason != blocked_reason(entry, state))
        return "is blocked without a word";
    if (job.state == JobState::pending && job.priority == 0 && after_schedule && !entry.dependency.hopeless() && job.reason != Reason::held_by_user &&
        job.reason != Reason::held_by_admin && job.reason != Reason::launch_failed_requeued_held && job.reason != Reason::requeued_held) return "is held without a word";
    if (const auto at = due(entry, state.config().scheduling)) {
        if (!engine.next_wake() || *engine.next_wake() > *at) return "is not looked at in time";
        if (after_schedule && *at <= now && !(is_final(job.state))) return "is over its time";
    }
    if (holds(job)) {
        if (auto fault = fault_of_shares(entry, state); !fault.empty()) return fault;
    }
    if (auto fault = fault_of_dependency(entry, state); !fault.empty()) return fault;
    return fault_of_steps(entry);
}

/// What an array's index says, counted anew; and no task is there twice.
std::string fault_of_arrays(const ClusterState& state) {
    std::map<JobId, std::set<std::uint32_t>> seen;
    std::map<JobId, std::uint32_t> active;
    for (const auto& [id, entry] : state.jobs()) {
        const auto& job = entry.job;
        if (!job.array_job) continue;
        const auto name = fmt::format("array {}", job.array_job->value());
        if (job.array_task.has_value() != job.array_left.empty()) return name + ": a part is neither task nor record";
        if (job.array_task ? job.state != JobState::pending && job.shares.empty() && !is_final(job.state) : holds(job))
            return name + ": a record runs";
        for (const auto task : job.array_task ? std::vector{*job.array_task} : all_tasks(job.array_left)) {
            if (!seen[*job.array_job].insert(task).second) return fmt::format("{}: task {} is there twice", name, task);
            if (!has_task(job.spec.array.tasks, task)) return fmt::format("{}: task {} is none of it", name, task);
        }
        if (holds(job)) ++active[*job.array_job];
        const auto* group = state.find_array(*job.array_job);
        if (group == nullptr || group->waiting().contains(id) != (job.state == JobState::pending)) return name + ": its waiting parts are wrong";
        const auto* namesakes = state.namesakes_of(job);
        if (!is_final(job.state) && (namesakes == nullptr || namesakes->waiting.contains(id) == namesakes->active.contains(id)))
            return name + ": a part has no name";
    }
    for (const auto& [array, tasks] : seen) {
        if (state.find_array(array)->active() != active[array]) return fmt::format("array {}: its running tasks are miscounted", array.value());
    }
    return {};
}

/// Nobody waits for what has happened already.
std::string fault_of_dependency(const JobEntry& entry, const ClusterState& state) {
    const auto& job = entry.job;
    if (job.state != JobState::pending) return {};
    if (job.unmet_dependency != to_string(entry.dependency)) return "has another dependency on record";
    if (entry.dependency.empty() != job.eligible.has_value()) return "is eligible or not, wrongly";
    for (const auto& term : entry.dependency.terms) {
        if (term.failed || term.due || term.kind == DependencyKind::singleton) continue;
        const auto* group = state.find_array(term.job);
        const auto* other = state.find(term.job);
        if (group == nullptr && other == nullptr) return "waits for a job that nobody knows";
        if (group == nullptr && has_ended(stage_of(other->job))) return "waits for a job that has ended";
        if (group != nullptr && group->has_ended()) return "waits for an array that has ended";
        if (!state.dependents_of(term.job).contains(job.id)) return "would not hear of what it waits for";
    }
    return {};
}

}  // namespace

std::string find_fault(const Engine& engine, Instant now, bool after_schedule) {
    const auto& state = engine.state();
    for (const auto& node : state.nodes()) {
        if (auto fault = fault_of_node(node, state); !fault.empty()) return node.spec.name + ": " + fault;
    }
    std::size_t waiting = 0;
    for (const auto& [id, entry] : state.jobs()) {
        if (auto fault = fault_of_job(entry, engine, now, after_schedule); !fault.empty()) {
            return fmt::format("job {} {}", id.value(), fault);
        }
        waiting += entry.job.state == JobState::pending ? 1 : 0;
    }
    if (waiting != state.queue().size() + state.blocked().size()) return "the queue is not the waiting jobs";
    if (auto fault = fault_of_arrays(state); !fault.empty()) return fault;
    for (const auto& key : state.queue()) {
        const auto* entry = state.find(key.id);
        if (entry == nullptr || entry->job.state != JobState::pending || entry->job.priority != key.priority) return "the queue is wrong";
        if (!entry->dependency.empty() || state.is_throttled(entry->job)) return "a job is in the queue that may not start";
    }
    return find_limit_fault(state);
}

}  // namespace sluice::engine::testing
