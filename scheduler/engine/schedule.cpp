// SPDX-License-Identifier: Apache-2.0
//
// Time passes: limits run out, old jobs are forgotten, and the plan is carried out.

#include <algorithm>
#include <tuple>

#include "scheduler/engine/transition.hpp"

namespace sluice::engine {

void Transition::on(const Schedule&) {
    answer(JobId{});
    pass_time();
    if (engine_.shutting_down_) return;
    adopt(engine_.planner_.plan(state_, now_));
}

void Transition::pass_time() {
    auto& timers = engine_.timers_;
    while (!timers.empty() && timers.begin()->first <= now_) {
        const auto id = timers.begin()->second;
        timers.erase(timers.begin());
        auto& entry = *state_.find(id);
        entry.wake.reset();
        look_at(entry);
    }
}

void Transition::look_again(JobEntry& entry, Instant when) {
    if (when == kNever || (entry.wake && *entry.wake <= when)) return;
    if (entry.wake) engine_.timers_.erase({*entry.wake, entry.job.id});
    entry.wake = when;
    engine_.timers_.insert({when, entry.job.id});
}

/// Whatever time may have done to one job. Sets the job's next timer.
void Transition::look_at(JobEntry& entry) {
    auto& job = entry.job;
    lose_missing_nodes(entry);
    state_.note_change(job.id);
    if (job.state == JobState::running) {
        end_overdue_steps(entry);
        for (const auto& [number, step] : entry.steps) {
            if (!step.started || !step.spec.time_limit || is_final(step.state)) continue;
            look_again(entry, end_of(*step.started, step.spec.time_limit));
        }
        const auto end = end_of(job.started.value_or(now_), job.time_limit);
        if (end <= now_) begin_ending(entry, JobState::timeout, Reason::time_limit, true, "DUE TO TIME LIMIT");
        else look_again(entry, end);
    } else if (job.state == JobState::pending && job.spec.begin && *job.spec.begin > now_) {
        look_again(entry, *job.spec.begin);
    } else if (is_final(job.state) && !job.completing) {
        if (forget_time(job) <= now_) state_.forget(job.id);
        else look_again(entry, forget_time(job));
    }
}

void Transition::adopt(const Plan& plan) {
    for (const auto& planned : plan.start_now) start_job(planned);
    for (const auto& [id, promise] : plan.promises) {
        auto* entry = state_.find(id);
        if (entry != nullptr && entry->job.state == JobState::pending) set_promise(*entry, promise ? &*promise : nullptr);
    }
    for (const auto& [id, reason] : plan.reasons) {
        auto* entry = state_.find(id);
        if (entry != nullptr && entry->job.state == JobState::pending) set_reason(*entry, reason);
    }
}

void Transition::set_promise(JobEntry& entry, const PlannedStart* promise) {
    auto& job = entry.job;
    std::optional<Instant> start;
    std::vector<std::string> nodes;
    std::vector<std::uint32_t> tasks;
    std::string partition;
    if (promise != nullptr) {
        start = promise->start;
        partition = state_.partitions()[promise->partition].spec.name;
        for (const auto& placed : promise->placement) {
            nodes.push_back(state_.node(placed.node).spec.name);
            tasks.push_back(placed.tasks);
        }
    }
    if (std::tie(job.planned_start, job.planned_nodes, job.planned_tasks, job.planned_partition) ==
        std::tie(start, nodes, tasks, partition)) {
        return;
    }
    job.planned_start = start;
    job.planned_nodes = std::move(nodes);
    job.planned_tasks = std::move(tasks);
    job.planned_partition = std::move(partition);
    touch(entry);
}

}  // namespace sluice::engine
