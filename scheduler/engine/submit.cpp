// SPDX-License-Identifier: Apache-2.0
//
// A job enters the queue, or is refused with nothing queued.

#include <algorithm>

#include "scheduler/engine/transition.hpp"

namespace sluice::engine {
namespace {

std::uint32_t priority_of(const JobSpec& spec, JobId id) {
    if (spec.hold) return 0;
    return spec.priority ? *spec.priority : usual_priority(spec, id);
}

/// A job is accepted if one of the partitions that could run it accepts jobs.
bool is_accepted(const Request& request, const ClusterState& state) {
    const auto accepts = [&](const Request& r) {
        const auto mode = state.partitions()[r.partition].spec.state;
        return mode == PartitionState::up || mode == PartitionState::down;
    };
    return accepts(request) || std::ranges::any_of(request.elsewhere, accepts);
}

}  // namespace

std::uint32_t usual_priority(const JobSpec& spec, JobId id) {
    constexpr std::uint32_t kFirst = 4'294'901'760;
    const auto value = std::int64_t{kFirst} - id.value() - spec.nice;
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 1, kFirst));
}

void Transition::on(const SubmitJob& event) {
    if (const auto known = state_.job_of_key(event.spec.submit_key)) return answer(*known);
    if (engine_.shutting_down_) return refuse(Errc::shutting_down);
    auto terms = check_terms(event.spec, state_.config().scheduling, now_);
    if (terms) terms = check_dependency(event.spec.dependency, {}, state_);
    if (!terms) return refuse(terms.error());
    auto request = state_.request_for(event.spec);
    if (!request) return refuse(request.error());
    const auto& partition = state_.partitions()[(*request)->partition].spec;
    if (!is_accepted(**request, state_)) {
        return refuse(Errc::partition_down, "partition " + partition.name + " accepts no jobs");
    }

    Job job;
    job.id = state_.next_job_id();
    job.spec = event.spec;
    job.priority = priority_of(event.spec, job.id);
    job.reason = job.priority == 0 ? Reason::held_by_user : Reason::none;
    job.submitted = now_;
    job.eligible = std::max(now_, event.spec.begin.value_or(now_));
    job.array_left = event.spec.array.tasks;
    if (!job.array_left.empty()) job.array_job = job.id;
    job.partition = partition.name;
    job.time_limit = (*request)->limit;
    auto& entry = state_.add(std::move(job));
    entry.request = std::move(*request);
    place(entry);
    take_up_dependency(entry);
    look_at(entry);
    touch(entry);
    answer(entry.job.id);
}

}  // namespace sluice::engine
