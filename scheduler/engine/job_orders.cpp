// SPDX-License-Identifier: Apache-2.0
//
// What users and administrators order: cancel, signal, hold, release, requeue, update.

#include <algorithm>
#include <tuple>

#include "scheduler/engine/transition.hpp"
#include "scheduler/model/array.hpp"
#include "scheduler/model/job_target.hpp"

namespace sluice::engine {

namespace {

Result<void> may_cancel(const JobEntry& entry, const CancelJob& event) {
    const auto& job = entry.job;
    if (job.requeue_at_end && !event.step && event.signal == 0) return {};
    if (is_final(job.state)) return fail(Errc::job_already_done);
    if (!event.step) return event.signal != 0 && job.state == JobState::pending ? fail(Errc::job_pending) : Result<void>{};
    const auto step = entry.steps.find(*event.step);
    if (step == entry.steps.end()) return fail(Errc::invalid_step_id);
    if (is_final(step->second.state) && !is_live(step->second)) return fail(Errc::job_already_done);
    return {};
}

Result<void> may_hold(const JobEntry& entry) {
    return is_final(entry.job.state) ? fail(Errc::job_already_done) : Result<void>{};
}

Result<void> may_release(const JobEntry& entry, const Actor& by) {
    if (entry.job.reason == Reason::held_by_admin && !by.administrator) return fail(Errc::permission_denied);
    return may_hold(entry);
}

Result<void> may_suspend(const Job& job, const Actor& by) {
    if (!by.administrator) return fail(Errc::permission_denied);
    if (job.state == JobState::pending) return fail(Errc::job_pending);
    if (is_final(job.state)) return fail(Errc::job_already_done);
    return job.state == JobState::suspended ? fail(Errc::not_supported, "the job is suspended already") : Result<void>{};
}

Result<void> may_resume(const JobEntry& entry, const ClusterState& state, const Actor& by) {
    if (!by.administrator) return fail(Errc::permission_denied);
    if (is_final(entry.job.state)) return fail(Errc::job_already_done);
    if (entry.job.state != JobState::suspended) return fail(Errc::not_supported, "the job is not suspended");
    return state.may_resume(entry) ? Result<void>{} : fail(Errc::nodes_busy, "other jobs have its cores");
}

Result<void> may_be_requeued(const JobEntry& entry) {
    const auto& job = entry.job;
    if (job.spec.kind != JobKind::batch) return fail(Errc::batch_only);
    if (job.state == JobState::pending) return fail(Errc::job_pending);
    if (job.completing) return fail(Errc::job_already_done, "the job is completing");
    if (job.spec.requeue == false) return fail(Errc::not_supported, "the job was submitted with --no-requeue");
    if (stands_for_tasks(job)) return fail(Errc::job_already_done, "these tasks never started");
    return {};
}

}  // namespace

void Transition::on(const CancelJob& event) {
    answer(event.job, event.step.value_or(kBatchStep));
    order_each(
        event.job, event.array_tasks, event.by, [&](const JobEntry& entry) { return may_cancel(entry, event); },
        [&](JobEntry& entry) { cancel(entry, event); });
}

void Transition::cancel(JobEntry& entry, const CancelJob& event) {
    auto& job = entry.job;
    if (event.step) {
        auto& step = entry.steps.at(*event.step);
        if (event.signal != 0) return signal_step(step, event.signal, true);
        return end_step(step, JobState::cancelled, true, {});
    }
    if (event.signal != 0) return signal_job(entry, event);
    if (job.requeue_at_end) return cancel_requeue(entry, event.by);
    job.cancelled_by = event.by.user;
    if (job.state == JobState::pending) return end_pending(entry, JobState::cancelled);
    begin_ending(entry, JobState::cancelled, Reason::none, true);
}

void Transition::signal_job(JobEntry& entry, const CancelJob& event) {
    for (const auto& [number, step] : entry.steps) {
        const bool is_batch = number == kBatchStep;
        const bool wanted = event.full || is_batch == event.batch_only;
        if (wanted) signal_step(step, event.signal, event.full || !is_batch);
    }
}

/// The reason stays: it says what the job was waiting for.
void Transition::end_pending(JobEntry& entry, JobState state) {
    auto& job = entry.job;
    job.state = state;
    job.ended = now_;
    job.planned_start.reset();
    job.planned_nodes.clear();
    place(entry);
    look_again(entry, forget_time(job));
    touch(entry);
}

/// It was being ended to run again; now it only ends.
void Transition::cancel_requeue(JobEntry& entry, const Actor& by) {
    entry.job.requeue_at_end = false;
    entry.job.state = JobState::cancelled;
    entry.job.cancelled_by = by.user;
    set_reason(entry, Reason::none);
    touch(entry);
}

void Transition::hold(JobEntry& entry, const Actor& by) {
    auto& job = entry.job;
    if (job.reason == Reason::held_by_admin && !by.administrator) return;  // held already, and more firmly
    job.spec.hold = true;
    job.priority = 0;
    if (job.state != JobState::pending) return;
    set_reason(entry, by.user == job.spec.user ? Reason::held_by_user : Reason::held_by_admin);
}

void Transition::on(const OrderJob& event) {
    answer(event.job);
    const auto check = [&](const JobEntry& entry) {
        switch (event.order) {
            case JobOrder::hold: return may_hold(entry);
            case JobOrder::release: return may_release(entry, event.by);
            case JobOrder::requeue: return may_be_requeued(entry);
            case JobOrder::suspend: return may_suspend(entry.job, event.by);
            case JobOrder::resume: return may_resume(entry, state_, event.by);
        }
        return Result<void>{};
    };
    order_each(event.job, event.array_tasks, event.by, check, [&](JobEntry& entry) {
        switch (event.order) {
            case JobOrder::hold: hold(entry, event.by); break;
            case JobOrder::release: release(entry); break;
            case JobOrder::requeue: requeue(entry); break;
            case JobOrder::suspend: suspend(entry); break;
            case JobOrder::resume: resume(entry); break;
        }
        place(entry);
        touch(entry);
    });
}

void Transition::release(JobEntry& entry) {
    auto& job = entry.job;
    job.spec.hold = false;
    if (job.priority != 0) return;
    job.spec.priority.reset();
    compute_priority(entry);
    set_reason(entry, Reason::none);
}

void Transition::requeue(JobEntry& entry) {
    if (is_final(entry.job.state)) return become_pending(entry);
    entry.job.requeue_at_end = true;
    begin_ending(entry, JobState::cancelled, Reason::none, true, "DUE TO JOB REQUEUE");
}

void Transition::on(const FinishAllocation& event) {
    auto* entry = permitted(event.job, event.by);
    if (entry == nullptr) return;
    auto& job = entry->job;
    answer(job.id);
    if (job.spec.kind != JobKind::interactive) return refuse(Errc::not_supported, "only allocations are finished by their holder");
    if (is_final(job.state)) return;
    if (job.state == JobState::pending) {
        job.cancelled_by = event.by.user;
        return end_pending(*entry, JobState::cancelled);
    }
    job.exit_code = event.exit_code;
    if (event.abandoned) {
        job.cancelled_by = event.by.user;
        return begin_ending(*entry, JobState::cancelled, Reason::none, true);
    }
    const bool ok = event.exit_code.ok();
    begin_ending(*entry, ok ? JobState::completed : JobState::failed, ok ? Reason::none : Reason::non_zero_exit, false);
}

void Transition::on(const Shutdown&) {
    engine_.shutting_down_ = true;
    answer(JobId{});
    const std::vector<JobId> holders{state_.holders().begin(), state_.holders().end()};
    for (const auto id : holders) {
        auto& entry = *state_.find(id);
        if (!entry.job.completing) requeue_or(entry, JobState::cancelled, Reason::none, "DUE TO CLUSTER SHUTDOWN");
    }
}

void Transition::on(const ChangePartition& event) {
    const auto index = state_.find_partition(event.partition);
    if (!index) return refuse(Errc::invalid_partition, "invalid partition specified: " + event.partition);
    answer(JobId{});
    auto& spec = state_.partition(*index).spec;
    if (event.state) spec.state = *event.state;
    if (event.max_time) spec.max_time = event.max_time;
    if (event.unlimited_max_time) spec.max_time.reset();
    outcome_.partitions.insert(spec.name);
    refresh_waiting();
}

/// What is allowed, and what a job gets that asked for no limit.
void Transition::refresh_waiting() {
    for_each_waiting([&](JobEntry& entry) {
        const std::tuple before{entry.job.partition, entry.job.time_limit};
        state_.refresh_request(entry);
        if (std::tie(entry.job.partition, entry.job.time_limit) != before) touch(entry);
    });
}

}  // namespace sluice::engine
