// SPDX-License-Identifier: Apache-2.0
//
// What users and administrators order: cancel, signal, hold, release, requeue, update.

#include <algorithm>
#include <tuple>

#include "scheduler/engine/transition.hpp"

namespace sluice::engine {

void Transition::on(const CancelJob& event) {
    auto* entry = permitted(event.job, event.by);
    if (entry == nullptr) return;
    auto& job = entry->job;
    answer(job.id, event.step.value_or(kBatchStep));
    if (job.requeue_at_end && !event.step && event.signal == 0) return cancel_requeue(*entry, event.by);
    if (is_final(job.state)) return refuse(Errc::job_already_done);

    if (event.step) {
        const auto step = entry->steps.find(*event.step);
        if (step == entry->steps.end()) return refuse(Errc::invalid_step_id);
        if (is_final(step->second.state) && !is_live(step->second)) return refuse(Errc::job_already_done);
        if (event.signal != 0) return signal_step(step->second, event.signal, true);
        return end_step(step->second, JobState::cancelled, true, {});
    }
    if (event.signal != 0) {
        if (job.state == JobState::pending) return refuse(Errc::job_pending);
        for (const auto& [number, step] : entry->steps) {
            const bool is_batch = number == kBatchStep;
            const bool wanted = event.full || is_batch == event.batch_only;
            if (wanted) signal_step(step, event.signal, event.full || !is_batch);
        }
        return;
    }
    if (job.state == JobState::pending) return cancel_pending(*entry, event.by);
    job.cancelled_by = event.by.user;
    begin_ending(*entry, JobState::cancelled, Reason::none, true);
}

void Transition::cancel_pending(JobEntry& entry, const Actor& by) {
    auto& job = entry.job;
    job.state = JobState::cancelled;  // the reason stays: it says what the job was waiting for
    job.cancelled_by = by.user;
    job.ended = now_;
    job.planned_start.reset();
    job.planned_nodes.clear();
    state_.requeue_key(entry);
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
    auto* entry = permitted(event.job, event.by);
    if (entry == nullptr) return;
    auto& job = entry->job;
    answer(job.id);
    switch (event.order) {
        case JobOrder::hold:
            if (is_final(job.state)) return refuse(Errc::job_already_done);
            hold(*entry, event.by);
            break;
        case JobOrder::release: {
            if (is_final(job.state)) return refuse(Errc::job_already_done);
            if (job.reason == Reason::held_by_admin && !event.by.administrator) return refuse(Errc::permission_denied);
            job.spec.hold = false;
            if (job.priority != 0) break;
            job.priority = usual_priority(job.spec, job.id);
            set_reason(*entry, Reason::none);
            break;
        }
        case JobOrder::requeue:
            if (job.spec.kind != JobKind::batch) return refuse(Errc::batch_only);
            if (job.state == JobState::pending) return refuse(Errc::job_pending);
            if (job.completing) return refuse(Errc::job_already_done, "the job is completing");
            if (job.spec.requeue == false) return refuse(Errc::not_supported, "the job was submitted with --no-requeue");
            if (is_final(job.state)) {
                become_pending(*entry);
            } else {
                job.requeue_at_end = true;
                begin_ending(*entry, JobState::cancelled, Reason::none, true, "DUE TO JOB REQUEUE");
            }
            break;
    }
    state_.requeue_key(*entry);
    touch(*entry);
}

void Transition::on(const ChangeJob& event) {
    auto* entry = permitted(event.job, event.by);
    if (entry == nullptr) return;
    answer(event.job);
    if (is_final(entry->job.state)) return refuse(Errc::job_already_done);
    change_spec(*entry, event);
}

/// Changes a copy first, so that a refused change leaves the job as it was.
void Transition::change_spec(JobEntry& entry, const ChangeJob& event) {
    auto& job = entry.job;
    auto spec = job.spec;
    const auto set = [](auto& target, const auto& value) {
        if (value) target = *value;
    };
    const bool shape = event.partition || event.min_nodes || event.max_nodes || event.tasks || event.memory_per_node ||
                       event.memory_per_cpu || event.constraint;
    if (shape && job.state != JobState::pending) return refuse(Errc::not_supported, "the job is running");
    if (event.time_limit && *event.time_limit <= Duration{0}) return refuse(Errc::invalid_time_limit);
    const bool longer = event.unlimited_time || (event.time_limit && job.time_limit && *event.time_limit > *job.time_limit);
    if (longer && job.state != JobState::pending && !event.by.administrator) return refuse(Errc::permission_denied);
    if (event.priority && !event.by.administrator && *event.priority > job.priority) return refuse(Errc::permission_denied);
    if (event.nice && *event.nice < spec.nice && !event.by.administrator) return refuse(Errc::permission_denied);

    set(spec.name, event.name);
    set(spec.comment, event.comment);
    set(spec.account, event.account);
    set(spec.qos, event.qos);
    if (event.partition) spec.partitions = {*event.partition};
    if (event.min_nodes) spec.min_nodes = event.min_nodes, spec.max_nodes.reset();
    if (event.max_nodes) spec.max_nodes = event.max_nodes;
    if (event.tasks) spec.tasks = event.tasks;
    if (event.memory_per_node) spec.memory_per_node = event.memory_per_node, spec.memory_per_cpu.reset();
    if (event.memory_per_cpu) spec.memory_per_cpu = event.memory_per_cpu, spec.memory_per_node.reset();
    set(spec.constraint, event.constraint);
    if (event.begin) spec.begin = event.begin;
    if (event.requeue) spec.requeue = event.requeue;
    if (event.time_limit) spec.time_limit = event.time_limit, spec.unlimited_time = false;
    if (event.unlimited_time) spec.time_limit.reset(), spec.unlimited_time = true;
    auto request = resolve(spec, state_);
    if (!request && job.state == JobState::pending) return refuse(request.error());
    if (event.nice && job.priority > 0) {
        const auto moved = std::int64_t{job.priority} + spec.nice - *event.nice;
        job.priority = static_cast<std::uint32_t>(std::clamp<std::int64_t>(moved, 1, UINT32_MAX));
    }
    set(spec.nice, event.nice);
    job.spec = std::move(spec);
    if (event.priority == 0u) hold(entry, event.by);
    set(job.priority, event.priority);
    if (event.time_limit || event.unlimited_time) job.time_limit = job.spec.time_limit;
    state_.refresh_request(entry);
    touch(entry);
    if (job.state == JobState::pending) {
        if (event.begin) job.eligible = std::max(now_, *event.begin), look_again(entry, *event.begin);
    } else if (job.started && job.time_limit) {
        look_again(entry, end_of(*job.started, job.time_limit));
    }
}

void Transition::on(const FinishAllocation& event) {
    auto* entry = permitted(event.job, event.by);
    if (entry == nullptr) return;
    auto& job = entry->job;
    answer(job.id);
    if (job.spec.kind != JobKind::interactive) return refuse(Errc::not_supported, "only allocations are finished by their holder");
    if (is_final(job.state)) return;
    if (job.state == JobState::pending) return cancel_pending(*entry, event.by);
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
    const auto queue = state_.queue();
    for (const auto& key : queue) {  // what is allowed, and what a job gets that asked for no limit
        auto& entry = *state_.find(key.id);
        const std::tuple before{entry.job.partition, entry.job.time_limit};
        state_.refresh_request(entry);
        if (std::tie(entry.job.partition, entry.job.time_limit) != before) touch(entry);
    }
}

}  // namespace sluice::engine
