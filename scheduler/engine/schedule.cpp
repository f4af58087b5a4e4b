// SPDX-License-Identifier: Apache-2.0
//
// Time passes: limits run out, old jobs are forgotten, and the plan is carried out.

#include <algorithm>
#include <tuple>

#include "scheduler/engine/accounting/job_tres.hpp"
#include "scheduler/engine/planning/forever.hpp"
#include "scheduler/engine/transition.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/job_target.hpp"

namespace sluice::engine {
namespace {

/// Other nodes may give a job what its limits let it have: placements that they refused are forgotten.
std::vector<JobId> take_back_refusals(ClusterState& state) {
    std::vector<JobId> jobs;
    for (const auto id : state.blocked()) {
        if (!state.limits().breach_of(id)) continue;
        const auto& entry = *state.find(id);
        if (entry.request && state.may_start(entry, entry.request->partition, {})) jobs.push_back(id);
    }
    return jobs;
}

}  // namespace

void Transition::on(const Schedule&) {
    answer(JobId{});
    pass_time();
    close_interval();
    if (state_.changes().everything) {
        for (const auto id : take_back_refusals(state_)) place(*state_.find(id));
    }
    settle();
    if (engine_.shutting_down_) return;
    resume_those_who_gave_way();
    do {
        while (adopt(engine_.planner_.plan(state_, now_))) {}
    } while (make_room());
}

void Transition::pass_time() {
    pass_reservations();
    auto& timers = engine_.timers_;
    for (std::size_t i = 1; !timers.empty() && timers.begin()->first <= now_; ++i) {
        if (i % kAwakeAtOnce == 0) state_.let_sleep();  // after a restart all jobs are due
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
        look_again(entry, end_of(*step.started + job.suspended_for, step.spec.time_limit));
    }
    if (job.killed_at && *job.killed_at <= now_) return end_preempted(entry);
    if (job.killed_at) look_again(entry, *job.killed_at);
    warn_in_time(entry);
    const auto end = end_of(job.started.value_or(now_) + job.suspended_for, job.time_limit);
    const auto deadline = job.spec.deadline.value_or(kNever);
    if (end <= now_) begin_ending(entry, JobState::timeout, Reason::time_limit, true, "DUE TO TIME LIMIT");
    else if (deadline <= now_) begin_ending(entry, JobState::deadline, Reason::deadline, true, "DUE TO DEADLINE");
    else look_again(entry, std::min(end, deadline));
}

/// --signal: so long before the time limit ends the job, and once only.
void Transition::warn_in_time(JobEntry& entry) {
    auto& job = entry.job;
    const auto& warning = job.spec.warning;
    if (warning.signal == 0 || job.warned || !job.time_limit) return;
    const auto due = end_of(job.started.value_or(now_) + job.suspended_for, job.time_limit) - warning.before;
    if (due > now_) return look_again(entry, due);
    job.warned = true;
    touch(entry);
    CancelJob order;
    order.signal = warning.signal;
    order.batch_only = warning.batch_only;
    signal_job(entry, order);
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
    if (entry.request && entry.request->max_switches) {
        const auto lapses = end_of(entry.job.eligible.value_or(now_), entry.request->switches_wait);
        if (lapses > now_) look_again(entry, lapses);
    }
    if (!entry.dependency.empty()) review(entry, nullptr);
}

/// Whether it still waits, and limits let it have what it would get.
bool Transition::may_start(const PlannedStart& planned) {
    if (!state_.key_of(planned.job)) return false;
    auto& entry = *state_.find(planned.job);
    const auto tres = [&] { return tres_of(entry.job, planned.placement, state_, planned.partition); };
    if (!state_.config().accounting.enforces_limits() || state_.may_start(entry, planned.partition, tres())) return true;
    place(entry);
    return false;
}

namespace {

/// Which nodes are reserved, if that is why the job waits: `ReservedNodes:n[1-4]`.
std::string detail_of(Reason reason, const JobEntry& entry, const ClusterState& state, Instant now) {
    if (reason != Reason::reserved_nodes || !entry.request) return {};
    std::vector<std::string> names;
    for (const auto index : entry.request->candidates) {
        if (state.windows_of(index).admit(entry.request->reserved_for, now, end_of(now, entry.request->limit))) continue;
        names.push_back(state.node(index).spec.name);
    }
    return "ReservedNodes:" + fold_hosts(names);
}

/// As a job's record names it: when, on which nodes with how many tasks, in which partition.
using PromiseInRecord = std::tuple<std::optional<Instant>, std::vector<std::string>, std::vector<std::uint32_t>, std::string>;
PromiseInRecord in_record(const ClusterState& state, const std::optional<PlannedStart>& promise) {
    PromiseInRecord record;
    if (!promise) return record;
    auto& [start, nodes, tasks, partition] = record;
    start = promise->start;
    partition = state.partitions()[promise->partition].spec.name;
    for (const auto& placed : promise->placement) {
        nodes.push_back(state.node(placed.node).spec.name);
        tasks.push_back(placed.tasks);
    }
    return record;
}

/// Where the record has it.
template <class SomeJob>
auto promise_in(SomeJob& job) { return std::tie(job.planned_start, job.planned_nodes, job.planned_tasks, job.planned_partition); }

/// Whether the job's record says so already.
bool is_in_record(const ClusterState& state, JobId id, const PromiseInRecord& promise) {
    if (!std::get<0>(promise)) return !state.jobs().is_promised(id);
    const auto seen = state.peek(id);
    return !seen || promise_in(seen->job) == promise;
}

/// Whether a job is in the queue, or another than it was, since the queue was looked at. What is left of an array of
/// which a task was started was looked at.
bool has_released(const ClusterState& state) {
    return std::ranges::any_of(state.changes().jobs, [&](JobId id) {
        return state.key_of(id) && !stands_for_tasks(state.find(id)->job);
    });
}

}  // namespace

/// Starts what was planned, and notes what is new of those that wait. Says whether to look once more: a job may
/// be out of the queue because of one that started just before it, or in it because it waited for that start.
bool Transition::adopt(const Plan& plan) {
    bool again = false;
    const bool limited = state_.config().accounting.enforces_limits();
    for (const auto& planned : plan.start_now) {
        if (!may_start(planned)) {
            state_.note_change_of_nodes();  // its nodes are free after all
            again = true;
            continue;
        }
        const bool of_array = !state_.find(planned.job)->job.array_left.empty();
        start_job(planned);
        settle();
        // Limits may have left room for fewer tasks than was thought, or for more.
        again |= of_array && limited && state_.key_of(planned.job);
    }
    again = again || (!plan.start_now.empty() && has_released(state_));
    note(plan);
    return again;
}

/// What is new of those that wait. References to jobs end here.
void Transition::note(const Plan& plan) {
    const auto waiting = [&](JobId id) -> JobEntry* {
        auto* entry = state_.find(id);
        const bool waits = entry != nullptr && entry->job.state == JobState::pending && !state_.blocked().contains(id);
        return waits ? entry : nullptr;
    };
    std::size_t awake = 0;
    for (const auto& [id, planned] : plan.promises) {
        auto promise = in_record(state_, planned);
        if (is_in_record(state_, id, promise)) continue;
        if (auto* entry = waiting(id)) {
            promise_in(entry->job) = std::move(promise);
            touch(*entry);
        }
        if (++awake % kAwakeAtOnce == 0) state_.let_sleep();
    }
    for (const auto& [id, reason] : plan.reasons) {
        const bool plain = reason != Reason::reserved_nodes;
        if (plain && state_.jobs().has_reason(id, reason)) continue;
        if (plain && state_.key_of(id) && state_.set_reason(id, reason)) {
            outcome_.jobs.insert(id);
            continue;
        }
        if (auto* entry = waiting(id)) set_reason(*entry, reason, detail_of(reason, *entry, state_, now_));
        if (++awake % kAwakeAtOnce == 0) state_.let_sleep();
    }
}

void Transition::drop_promise(JobEntry& entry) {
    if (promise_in(entry.job) == PromiseInRecord{}) return;
    promise_in(entry.job) = PromiseInRecord{};
    touch(entry);
}

}  // namespace sluice::engine
