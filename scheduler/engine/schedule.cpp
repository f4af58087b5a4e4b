// SPDX-License-Identifier: Apache-2.0
//
// Time passes: limits run out, old jobs are forgotten, and the plan is carried out.

#include <algorithm>

#include "scheduler/engine/profile.hpp"
#include "scheduler/engine/transition.hpp"

namespace sluice::engine {

void Transition::on(const Schedule&) {
    answer(JobId{});
    pass_time();
    if (engine_.shutting_down_) return;
    adopt(engine_.planner_->plan(state_, now_, PlanDepth::of(state_.config().scheduling)));
}

void Transition::pass_time() {
    auto& timers = engine_.timers_;
    while (!timers.empty() && timers.begin()->first <= now_) {
        const auto id = timers.begin()->second;
        timers.erase(timers.begin());
        if (auto* entry = state_.find(id)) look_at(*entry);
    }
}

/// Whatever time may have done to one job. Sets the job's next timer.
void Transition::look_at(JobEntry& entry) {
    auto& job = entry.job;
    if (job.state == JobState::running && !job.completing) {
        end_overdue_steps(entry);
        for (const auto& [number, step] : entry.steps) {
            if (!step.started || !step.spec.time_limit || is_final(step.state)) continue;
            look_again(job.id, end_of(*step.started, step.spec.time_limit));
        }
        const auto end = end_of(*job.started, job.time_limit);
        if (end <= now_) begin_ending(entry, JobState::timeout, Reason::time_limit, true, "DUE TO TIME LIMIT");
        else if (end != kNever) look_again(job.id, end);
    } else if (job.state == JobState::pending && job.spec.begin && *job.spec.begin > now_) {
        look_again(job.id, *job.spec.begin);
    } else if (is_final(job.state) && !job.completing) {
        const auto forget_at = job.ended.value_or(now_) + state_.config().scheduling.min_job_age;
        if (forget_at <= now_) state_.forget(job.id);
        else look_again(job.id, forget_at);
    }
}

void Transition::adopt(const Plan& plan) {
    for (const auto& planned : plan.start_now) start_job(planned);
    for (const auto& [id, reason] : plan.waiting) {
        auto& entry = *state_.find(id);
        set_reason(entry, reason);
        const auto promise = std::ranges::find(plan.promised, id, &PlannedStart::job);
        const bool promised = promise != plan.promised.end();
        const auto start = promised ? std::optional{promise->start} : std::nullopt;
        if (entry.job.planned_start == start && !promised) continue;
        std::vector<std::string> nodes;
        if (promised) {
            for (const auto& placed : promise->placement) nodes.push_back(state_.node(placed.node).spec.name);
        }
        if (entry.job.planned_start == start && entry.job.planned_nodes == nodes) continue;
        entry.job.planned_start = start;
        entry.job.planned_nodes = std::move(nodes);
        touch(entry);
    }
}

}  // namespace sluice::engine
