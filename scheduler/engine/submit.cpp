// SPDX-License-Identifier: Apache-2.0
//
// A job enters the queue, or is refused with nothing queued.

#include <algorithm>

#include "scheduler/engine/accounting/compliance.hpp"
#include "scheduler/engine/reservation_wish.hpp"
#include "scheduler/engine/transition.hpp"
#include "scheduler/model/array.hpp"

namespace sluice::engine {
namespace {

/// A job is accepted if one of the partitions that could run it accepts jobs.
bool is_accepted(const Request& request, const ClusterState& state) {
    const auto accepts = [&](const Request& r) {
        const auto mode = state.partitions()[r.partition].spec.state;
        return mode == PartitionState::up || mode == PartitionState::down;
    };
    return accepts(request) || std::ranges::any_of(request.elsewhere, accepts);
}

/// Who names no memory asks for what its partition gives then; what it shows and what it gets are one thing.
void add_default_memory(JobSpec& spec, const PartitionSpec& partition) {
    if (spec.memory_per_node || spec.memory_per_cpu || spec.gpus.memory_per_gpu) return;
    spec.memory_per_cpu = partition.default_memory_per_cpu;
}

}  // namespace

void Transition::on(const SubmitJob& event) {
    if (const auto known = state_.job_of_key(event.spec.submit_key)) return answer(*known);
    if (engine_.shutting_down_) return refuse(Errc::shutting_down);
    auto terms = check_terms(event.spec, state_.config().scheduling, now_);
    if (terms) terms = check_dependency(event.spec.dependency, {}, state_);
    if (terms) terms = check_reservation(event.spec, state_);
    if (!terms) return refuse(terms.error());
    const auto& wanted = event.spec.partitions;
    const auto& first = state_.partitions()[state_.default_partition()].spec.name;
    auto spec = with_accounting_defaults(event.spec, state_.accounts(), wanted.empty() ? first : wanted.front());
    auto request = state_.request_for(spec);
    if (!request) return refuse(request.error());
    cap_time_limit(spec, **request);
    add_default_memory(spec, state_.partitions()[(*request)->partition].spec);
    const bool asks_more = spec.time_limit != event.spec.time_limit || spec.memory_per_cpu != event.spec.memory_per_cpu;
    if (asks_more) request = state_.request_for(spec);
    if (!request) return refuse(request.error());
    const auto tasks = std::max<std::uint64_t>(1, count_tasks(spec.array.tasks));
    const auto compliant = check_compliance(spec, **request, static_cast<std::uint32_t>(tasks));
    if (!compliant) return refuse(compliant.error());
    const auto& partition = state_.partitions()[(*request)->partition].spec;
    if (!is_accepted(**request, state_)) {
        return refuse(Errc::partition_down, "partition " + partition.name + " accepts no jobs");
    }

    Job job;
    job.id = state_.next_job_id();
    job.spec = std::move(spec);
    job.reason = job.spec.hold ? Reason::held_by_user : Reason::none;
    job.submitted = now_;
    job.eligible = std::max(now_, event.spec.begin.value_or(now_));
    job.array_left = event.spec.array.tasks;
    if (!job.array_left.empty()) job.array_job = job.id;
    job.partition = partition.name;
    job.time_limit = (*request)->limit;
    auto& entry = state_.add(std::move(job));
    entry.request = std::move(*request);
    if (!entry.job.spec.hold) compute_priority(entry);
    if (entry.job.priority == 0) entry.job.reason = Reason::held_by_user;  // as it was asked for
    place(entry);
    take_up_dependency(entry);
    look_at(entry);
    touch(entry);
    answer(entry.job.id);
}

}  // namespace sluice::engine
