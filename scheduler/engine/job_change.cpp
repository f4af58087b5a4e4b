// SPDX-License-Identifier: Apache-2.0
//
// `scontrol update job`: what users change of jobs that wait or run.

#include <algorithm>

#include "scheduler/engine/accounting/compliance.hpp"
#include "scheduler/engine/planning/forever.hpp"
#include "scheduler/engine/reservation_wish.hpp"
#include "scheduler/engine/transition.hpp"
#include "scheduler/model/array.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::engine {
namespace {

template <class Target, class Value>
void set(Target& target, const std::optional<Value>& value) {
    if (value) target = *value;
}

/// Whether the job may be changed like this at all, and by this user.
Result<void> may_change(const Job& job, const ChangeJob& event) {
    if (is_final(job.state)) return fail(Errc::job_already_done);
    const bool waits = job.state == JobState::pending;
    const bool shape = event.partition || event.min_nodes || event.max_nodes || event.tasks || event.memory_per_node ||
                       event.memory_per_cpu || event.constraint || event.dependency || event.exclusive || event.contiguous ||
                       event.tasks_per_node || event.gres || event.node_list || event.exclude || event.reservation;
    const bool charged = event.account || event.qos;
    if ((shape || charged) && !waits) return fail(Errc::not_supported, "the job is running");
    if (event.time_limit && *event.time_limit <= Duration{0}) return fail(Errc::invalid_time_limit);
    const bool longer = event.unlimited_time || (event.time_limit && job.time_limit && *event.time_limit > *job.time_limit);
    if (longer && !waits && !event.by.administrator) return fail(Errc::permission_denied);
    if (event.priority && !event.by.administrator && *event.priority > job.priority) return fail(Errc::permission_denied);
    if (event.nice && *event.nice < job.spec.nice && !event.by.administrator) return fail(Errc::permission_denied);
    if (event.array_throttle && !job.array_job) return fail(Errc::invalid_argument, "the job is not an array");
    return {};
}

void apply_shape(JobSpec& spec, const ChangeJob& event) {
    if (event.partition) spec.partitions = {*event.partition};
    if (event.min_nodes) spec.min_nodes = event.min_nodes, spec.max_nodes.reset();
    if (event.max_nodes) spec.max_nodes = event.max_nodes;
    if (event.tasks) spec.tasks = event.tasks;
    if (event.memory_per_node) spec.memory_per_node = event.memory_per_node, spec.memory_per_cpu.reset();
    if (event.memory_per_cpu) spec.memory_per_cpu = event.memory_per_cpu, spec.memory_per_node.reset();
    set(spec.constraint, event.constraint);
    set(spec.contiguous, event.contiguous);
    set(spec.reservation, event.reservation);
    if (event.tasks_per_node) spec.tasks_per_node = event.tasks_per_node;
    if (event.exclusive) spec.sharing = *event.exclusive ? Sharing::exclusive : Sharing::normal;
}

/// Lists come as text; an empty one is no list.
template <class List, class Parse>
Result<void> set_list(List& target, const std::optional<std::string>& text, Parse parse) {
    if (!text) return {};
    target.clear();
    if (text->empty()) return {};
    auto list = parse(*text);
    if (!list) return tl::unexpected{list.error()};
    target = std::move(*list);
    return {};
}

Result<void> apply_lists(JobSpec& spec, const ChangeJob& event) {
    auto applied = set_list(spec.gres_per_node, event.gres, parse_gres);
    if (applied) applied = set_list(spec.node_list, event.node_list, expand_hosts);
    if (applied) applied = set_list(spec.exclude, event.exclude, expand_hosts);
    return applied;
}

void apply_rest(JobSpec& spec, const ChangeJob& event) {
    set(spec.name, event.name);
    set(spec.comment, event.comment);
    set(spec.account, event.account);
    set(spec.qos, event.qos);
    set(spec.nice, event.nice);
    set(spec.dependency, event.dependency);
    set(spec.array.most_running, event.array_throttle);
    if (event.begin) spec.begin = event.begin;
    if (event.deadline) spec.deadline = event.deadline;
    if (event.requeue) spec.requeue = event.requeue;
    if (event.time_limit) spec.time_limit = event.time_limit, spec.unlimited_time = false;
    if (event.unlimited_time) spec.time_limit.reset(), spec.unlimited_time = true;
}

std::uint32_t moved_priority(const Job& job, std::int32_t nice) {
    const auto moved = std::int64_t{job.priority} + job.spec.nice - nice;
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(moved, 1, UINT32_MAX));
}

}  // namespace

Result<JobSpec> with_change(JobSpec spec, const ChangeJob& event) {
    apply_shape(spec, event);
    apply_rest(spec, event);
    if (auto applied = apply_lists(spec, event); !applied) return tl::unexpected{applied.error()};
    return spec;
}

void Transition::on(const ChangeJob& event) {
    answer(event.job);
    const auto check = [&](const JobEntry& entry) -> Result<void> {
        if (auto spec = changed_spec(entry, event); !spec) return tl::unexpected{spec.error()};
        return {};
    };
    order_each(event.job, event.array_tasks, event.by, check, [&](JobEntry& entry) { change(entry, event); });
}

/// The spec as it would be, checked as that of a new job is; the job stays as it is.
Result<JobSpec> Transition::changed_spec(const JobEntry& entry, const ChangeJob& event) const {
    const auto& job = entry.job;
    if (auto allowed = may_change(job, event); !allowed) return tl::unexpected{allowed.error()};
    auto changed = with_change(job.spec, event);
    if (!changed) return tl::unexpected{changed.error()};
    auto& spec = *changed;
    if (event.dependency == "0") spec.dependency.clear();  // as Slurm's users write it
    if (job.state != JobState::pending) return changed;
    Result<void> checked;
    if (event.deadline) checked = check_terms(spec, state_.config().scheduling, now_);
    if (checked && event.reservation) checked = check_reservation(spec, state_);
    if (checked && event.dependency) checked = check_dependency(spec.dependency, job.id, state_);
    if (!checked) return tl::unexpected{checked.error()};
    auto request = resolve(spec, state_);
    if (!request) return tl::unexpected{request.error()};
    if (event.account || event.qos) checked = check_accounting(spec, state_.partitions()[request->partition].spec.name, state_.accounts(), state_.config().accounting);
    if (!checked) return tl::unexpected{checked.error()};
    return changed;
}

void Transition::change(JobEntry& entry, const ChangeJob& event) {
    auto& job = entry.job;
    auto spec = *changed_spec(entry, event);
    if (event.nice && job.priority > 0) job.priority = moved_priority(job, *event.nice);
    const auto before = job;
    state_.rename(entry, spec.name);
    job.spec = std::move(spec);
    if (event.priority == 0u) hold(entry, event.by);
    if (event.priority && *event.priority > 0) {
        job.priority = *event.priority;
        job.spec.priority = event.priority;
        job.spec.hold = false;
    }
    if (event.time_limit || event.unlimited_time) job.time_limit = job.spec.time_limit;
    state_.refresh_request(entry);
    const bool waits = job.state == JobState::pending && job.priority > 0 && !job.spec.priority;
    if (waits && state_.config().priority.is_multifactor()) compute_priority(entry);
    if (event.dependency) take_up_dependency(entry);
    if (event.begin && job.state == JobState::pending && entry.dependency.empty()) job.eligible = std::max(now_, *event.begin);
    place(entry);
    touch(entry);
    tell_namesakes(before);  // of the name that it had
    const bool runs = job.started && job.state != JobState::pending;
    look_again(entry, runs ? std::min(now_, end_of(*job.started, job.time_limit)) : now_);
}

}  // namespace sluice::engine
