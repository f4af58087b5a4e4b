// SPDX-License-Identifier: Apache-2.0
//
// Time passes: limits run out, old jobs are forgotten, and the plan is carried out.

#include <algorithm>

#include "scheduler/engine/profile.hpp"
#include "scheduler/engine/transition.hpp"
#include "scheduler/model/job_target.hpp"

namespace sluice::engine {

void Transition::on(const Schedule&) {
    answer(JobId{});
    pass_time();
    settle();
    if (engine_.shutting_down_) return;
    while (adopt(engine_.planner_->plan(state_, now_, PlanDepth::of(state_.config().scheduling)))) {}
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
    if (job.state == JobState::running) {
        look_at_running(entry);
    } else if (job.state == JobState::pending) {
        look_at_waiting(entry);
    } else if (is_final(job.state) && !job.completing) {
        if (forget_time(job) <= now_) state_.forget(job.id);
        else look_again(entry, forget_time(job));
    }
}

void Transition::look_at_running(JobEntry& entry) {
    const auto& job = entry.job;
    end_overdue_steps(entry);
    for (const auto& [number, step] : entry.steps) {
        if (!step.started || !step.spec.time_limit || is_final(step.state)) continue;
        look_again(entry, end_of(*step.started, step.spec.time_limit));
    }
    const auto end = end_of(job.started.value_or(now_), job.time_limit);
    const auto deadline = job.spec.deadline.value_or(kNever);
    if (end <= now_) begin_ending(entry, JobState::timeout, Reason::time_limit, true, "DUE TO TIME LIMIT");
    else if (deadline <= now_) begin_ending(entry, JobState::deadline, Reason::deadline, true, "DUE TO DEADLINE");
    else look_again(entry, std::min(end, deadline));
}

void Transition::look_at_waiting(JobEntry& entry) {
    const auto& spec = entry.job.spec;
    const auto last = last_start(spec);
    if (last < now_) {
        entry.job.exit_code = {1, 0};
        set_reason(entry, Reason::deadline);
        return end_pending(entry, JobState::deadline);
    }
    if (last != kNever) look_again(entry, last + Duration{1});
    if (spec.begin && *spec.begin > now_) look_again(entry, *spec.begin);
    if (!entry.dependency.empty()) review(entry, nullptr);
}

bool Transition::adopt(const Plan& plan) {
    bool again = false;
    for (const auto& planned : plan.start_now) {
        const bool blocked = state_.blocked().contains(planned.job);  // by something that has started since
        const bool has_more = stands_for_tasks(state_.find(planned.job)->job);
        again |= blocked;
        if (blocked) continue;
        start_job(planned);
        settle();
        if (has_more) return true;  // the next task goes before those behind it in the queue
    }
    std::map<JobId, const PlannedStart*> promises;
    for (const auto& promise : plan.promised) promises.emplace(promise.job, &promise);
    for (const auto& [id, reason] : plan.waiting) {
        auto& entry = *state_.find(id);
        if (state_.blocked().contains(id) || entry.job.state != JobState::pending) continue;
        set_reason(entry, reason);
        const auto promise = promises.find(id);
        set_promise(entry, promise == promises.end() ? nullptr : promise->second);
    }
    return again;
}

void Transition::set_promise(JobEntry& entry, const PlannedStart* promise) {
    auto& job = entry.job;
    std::optional<Instant> start;
    std::vector<std::string> nodes;
    if (promise != nullptr) {
        start = promise->start;
        for (const auto& placed : promise->placement) nodes.push_back(state_.node(placed.node).spec.name);
    }
    if (job.planned_start == start && job.planned_nodes == nodes) return;
    job.planned_start = start;
    job.planned_nodes = std::move(nodes);
    touch(entry);
}

}  // namespace sluice::engine
