// SPDX-License-Identifier: Apache-2.0
//
// A job enters the queue, or is refused with nothing queued.

#include <algorithm>

#include "scheduler/engine/transition.hpp"

namespace sluice::engine {
namespace {

/// The first job's priority; each later one is one less, so that equals run in the order of submission.
constexpr std::uint32_t kFirstPriority = 4'294'901'760;

std::uint32_t priority_of(const JobSpec& spec, JobId id) {
    if (spec.hold) return 0;
    if (spec.priority) return *spec.priority;
    const auto value = std::int64_t{kFirstPriority} - id.value() - spec.nice;
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 1, kFirstPriority));
}

}  // namespace

void Transition::on(const SubmitJob& event) {
    if (const auto known = state_.job_of_key(event.spec.submit_key)) return answer(*known);
    if (engine_.shutting_down_) return refuse(Errc::shutting_down);
    auto request = resolve(event.spec, state_);
    if (!request) return refuse(request.error());
    const auto& partition = state_.partitions()[request->partition].spec;
    if (partition.state == PartitionState::drain || partition.state == PartitionState::inactive) {
        return refuse(Errc::partition_down, "partition " + partition.name + " accepts no jobs");
    }

    Job job;
    job.id = state_.next_job_id();
    job.spec = event.spec;
    job.priority = priority_of(event.spec, job.id);
    job.reason = job.priority == 0 ? Reason::held_by_user : Reason::none;
    job.submitted = now_;
    job.eligible = std::max(now_, event.spec.begin.value_or(now_));
    job.partition = partition.name;
    job.time_limit = request->limit;
    auto& entry = state_.add(std::move(job));
    entry.request = std::move(*request);
    state_.requeue_key(entry);
    if (event.spec.begin && *event.spec.begin > now_) look_again(entry.job.id, *event.spec.begin);
    touch(entry);
    answer(entry.job.id);
}

}  // namespace sluice::engine
