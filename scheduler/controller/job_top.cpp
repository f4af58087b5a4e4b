// SPDX-License-Identifier: Apache-2.0
//
// scontrol top: a waiting job before the others of its user. The jobs change places among themselves, so nobody else's
// place in the queue changes.
#include <algorithm>
#include <tuple>
#include <vector>

#include "scheduler/controller/controller.hpp"

namespace sluice::controller {
namespace {

bool waits(const Job& job) { return job.state == JobState::pending && job.priority > 0; }

bool are_siblings(const Job& a, const Job& b) {
    const auto of = [](const Job& job) { return std::tie(job.spec.user, job.partition, job.spec.account, job.spec.qos); };
    return of(a) == of(b);
}

/// The job, and after it its siblings with a higher priority, lowest first.
std::vector<Job> those_that_move(const Job& job, const engine::ClusterState& state) {
    std::vector<Job> moving{job};
    for (const auto& [id, other] : state.jobs()) {
        const bool is_above = waits(other.job) && other.job.priority > job.priority;
        if (is_above && are_siblings(job, other.job)) moving.push_back(other.job);
    }
    std::ranges::stable_sort(moving.begin() + 1, moving.end(), {}, &Job::priority);
    return moving;
}

/// By its nice value, so that the place stays when priorities are computed anew.
engine::ChangeJob move_to(const Job& job, std::uint32_t priority, UserId by) {
    engine::ChangeJob change;
    change.job = job.id;
    change.by = {by, true};
    const auto higher = std::int64_t{priority} - std::int64_t{job.priority};
    change.nice = static_cast<std::int32_t>(job.spec.nice - higher);
    return change;
}

}  // namespace

void Controller::on_top_job(const Inquiry& inquiry) {
    const auto* entry = cycle_.state().find(JobId{inquiry.message.update_job().job()});
    if (entry == nullptr) return refuse(inquiry, {Errc::invalid_job_id, {}});
    const auto& job = entry->job;
    const auto by = inquiry.actor();
    if (!by.administrator && by.user != job.spec.user) return refuse(inquiry, {Errc::permission_denied, {}});
    if (job.state != JobState::pending) return refuse(inquiry, {Errc::job_already_done, {}});
    if (job.priority == 0) return refuse(inquiry, {Errc::not_supported, "the job is held"});

    const auto moving = those_that_move(job, cycle_.state());
    std::vector<engine::ChangeJob> changes{move_to(job, moving.back().priority, by.user)};
    for (std::size_t i = 1; i < moving.size(); ++i) changes.push_back(move_to(moving[i], moving[i - 1].priority, by.user));
    for (const auto& change : changes) {
        if (const auto done = cycle_.apply(change); !done) return refuse(inquiry, done.error());
    }
    reply(inquiry, StepId{});
}

}  // namespace sluice::controller
