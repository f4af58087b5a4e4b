// SPDX-License-Identifier: Apache-2.0
//
// A job starts, is brought to an end, and ends or waits again.

#include <algorithm>
#include <cassert>

#include "scheduler/engine/transition.hpp"

namespace sluice::engine {
namespace {

std::vector<std::uint32_t> take_first_free(const std::vector<bool>& used, std::uint32_t count) {
    std::vector<std::uint32_t> taken;
    for (std::uint32_t i = 0; i < used.size() && taken.size() < count; ++i) {
        if (!used[i]) taken.push_back(i);
    }
    assert(taken.size() == count);
    return taken;
}

/// Turns counts into cores and devices: the lowest-numbered free ones.
NodeShare share_of(const PlacedNode& placed, const NodeState& node, const GresKinds& kinds) {
    NodeShare share;
    share.node = node.spec.name;
    share.tasks = placed.tasks;
    share.cpus = placed.cpus;
    share.cores = take_first_free(node.core_used, placed.amount.cores);
    share.memory = placed.amount.memory;
    for (std::size_t kind = 0; kind < placed.amount.gres.size(); ++kind) {
        if (placed.amount.gres[kind] == 0) continue;
        const auto& name = kinds.all()[kind];
        share.gres.push_back({name.name, name.type, take_first_free(node.device_used[kind], placed.amount.gres[kind])});
    }
    return share;
}

bool may_requeue(const Job& job, const SchedulingSpec& settings) {
    return job.spec.kind == JobKind::batch && job.spec.requeue.value_or(settings.requeue);
}

}  // namespace

bool is_live(const Step& step) {
    return std::ranges::any_of(step.shares, [](const StepShare& share) { return !share.ended; });
}

JobEntry* Transition::permitted(JobId id, const Actor& by) {
    auto* entry = state_.find(id);
    if (entry == nullptr) return refuse(Errc::invalid_job_id), nullptr;
    if (!by.administrator && entry->job.spec.user != by.user) return refuse(Errc::permission_denied), nullptr;
    return entry;
}

void Transition::set_reason(JobEntry& entry, Reason reason, std::string detail) {
    if (entry.job.reason == reason && entry.job.reason_detail == detail) return;
    entry.job.reason = reason;
    entry.job.reason_detail = std::move(detail);
    touch(entry);
}

void Transition::place(JobEntry& entry) {
    news_.insert(entry.job.id);
    state_.requeue_key(entry);
    if (!state_.blocked().contains(entry.job.id)) return;
    drop_promise(entry);
    set_reason(entry, blocked_reason(entry, state_));
}

void Transition::start_job(const PlannedStart& planned) {
    auto& entry = next_task(*state_.find(planned.job));
    auto& job = entry.job;
    assert(job.state == JobState::pending && !job.completing);
    if (planned.partition != entry.request->partition) {
        const auto& elsewhere = entry.request->elsewhere;
        entry.request = std::make_shared<const Request>(*std::ranges::find(elsewhere, planned.partition, &Request::partition));
    }
    job.partition = state_.partitions()[planned.partition].spec.name;
    job.time_limit = entry.request->least ? planned.limit : entry.request->limit;
    job.state = JobState::running;
    job.started = now_;
    job.licenses = job.spec.licenses;
    job.planned_start.reset();
    job.planned_nodes.clear();
    job.planned_tasks.clear();
    job.planned_partition.clear();
    set_reason(entry, Reason::none);
    // Along the network, so that ranks which are neighbours stand near each other.
    auto in_line = planned.placement;
    std::ranges::sort(in_line, {}, [&](const PlacedNode& placed) { return state_.topology().position(placed.node); });
    for (const auto& placed : in_line) {
        job.shares.push_back(share_of(placed, state_.node(placed.node), state_.gres_kinds()));
    }
    place(entry);
    state_.allocate(entry);
    if (job.time_limit) look_again(entry, end_of(now_, job.time_limit));
    if (job.time_limit && job.spec.warning.signal != 0) {  // not before there is anybody to hear it
        look_again(entry, std::max(end_of(now_, job.time_limit) - job.spec.warning.before, now_ + Duration{1}));
    }
    if (job.spec.deadline) look_again(entry, *job.spec.deadline);
    if (job.spec.kind == JobKind::batch) launch_batch_step(entry);
    touch(entry);
}

void Transition::launch_batch_step(JobEntry& entry) {
    const auto& job = entry.job;
    Step step;
    step.job = job.id;
    step.number = kBatchStep;
    step.attempt = job.attempt;
    step.created = now_;
    step.spec.name = "batch";
    step.spec.work_dir = job.spec.work_dir;
    auto& placed = entry.steps.insert_or_assign(kBatchStep, std::move(step)).first->second;
    StepShare share;
    share.node = job.shares.front().node;
    share.tasks = {0};
    share.cpus = job.shares.front().cpus;
    share.gres = job.shares.front().gres;
    start_step(entry, placed, {std::move(share)});
}

void Transition::begin_ending(JobEntry& entry, JobState state, Reason reason, bool announce, std::string_view cause) {
    auto& job = entry.job;
    if (job.state == JobState::running) charge(entry, now_);
    if (job.killed_at && (state == JobState::completed || state == JobState::failed)) {  // it used its grace
        state = JobState::preempted;
        reason = Reason::preempted;
    }
    if (job.suspended_since) freeze_steps(entry, true);  // who is stopped hears no signal
    job.state = state;
    job.completing = true;
    job.ended = now_;
    set_reason(entry, reason);
    place(entry);
    touch(entry);
    // What a job leaves running when it is done did not end by itself.
    const bool done = state == JobState::completed || state == JobState::failed;
    for (auto& [number, step] : entry.steps) end_step(step, done ? JobState::cancelled : state, announce, cause);
    finish_if_quiet(entry);
}

void Transition::requeue_or(JobEntry& entry, JobState otherwise, Reason reason, std::string_view cause) {
    if (!may_requeue(entry.job, state_.config().scheduling)) return begin_ending(entry, otherwise, reason, true, cause);
    entry.job.requeue_at_end = true;
    begin_ending(entry, otherwise, reason, true, cause);
}

void Transition::finish_if_quiet(JobEntry& entry) {
    auto& job = entry.job;
    if (!job.completing) return;
    if (std::ranges::any_of(entry.steps, [](const auto& s) { return is_live(s.second); })) return;
    state_.release(entry);
    job.completing = false;
    place(entry);
    touch(entry);
    if (job.requeue_at_end) return become_pending(entry);
    look_again(entry, forget_time(job));
}

/// Not in the event that ended the job: whoever records that event must still find it.
Instant Transition::forget_time(const Job& job) const {
    return job.ended.value_or(now_) + std::max(state_.config().scheduling.min_job_age, Duration{1});
}

void Transition::become_pending(JobEntry& entry) {
    auto& job = entry.job;
    for (const auto& [number, step] : entry.steps) outcome_.final_steps.push_back(step);
    entry.steps.clear();
    job.requeue_at_end = false;
    job.state = JobState::pending;
    job.attempt = Attempt{job.attempt.value() + 1};
    job.shares.clear();
    job.suspended_since.reset();
    job.suspended_for = Duration{0};
    job.resumed.reset();
    job.gives_way = false;
    job.killed_at.reset();
    job.licenses.clear();
    job.started.reset();
    job.ended.reset();
    job.eligible = std::max(now_, job.spec.begin.value_or(now_));
    if (*job.eligible > now_) look_again(entry, *job.eligible);
    job.exit_code = {};
    job.derived_exit_code = {};
    job.next_step = 0;
    job.warned = false;
    job.cancelled_by.reset();
    const bool launch_trouble = job.reason == Reason::launch_failure;
    const auto limit = 2 * state_.config().scheduling.max_launch_failures;
    if (launch_trouble && job.attempt.value() >= limit) {
        job.priority = 0;
        set_reason(entry, Reason::launch_failed_requeued_held);
    } else {
        set_reason(entry, job.priority == 0 ? Reason::requeued_held : Reason::none);
    }
    state_.refresh_request(entry);
    take_up_dependency(entry);
    place(entry);
    touch(entry);
}

}  // namespace sluice::engine
