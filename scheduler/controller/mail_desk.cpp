// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/mail_desk.hpp"

#include <spdlog/spdlog.h>

namespace sluice::controller {

MailDesk::MailDesk(boost::asio::io_context& io, const ClusterConfig& config, const engine::ClusterState& state, Instant now)
    : config_{config}, state_{state}, mailer_{io, config.mail.program}, clock_{io} {
    for (const auto& [id, entry] : state_.jobs()) {
        (void)news_.look(entry.job, entry.job.array_job && has_ended(*entry.job.array_job), now);
    }
    arm_clock(now);
}

void MailDesk::tell(const std::set<JobId>& jobs, Instant now) {
    std::vector<Job> changed;
    std::map<JobId, JobId> last_of_array;
    for (const auto id : jobs) {
        const auto seen = state_.peek(id);
        if (!seen || seen->job.spec.mail.on == 0) continue;
        changed.push_back(seen->job);
        if (seen->job.array_job) last_of_array[*seen->job.array_job] = id;
    }
    for (const auto& job : changed) {  // an array is over when all that ended now have been looked at
        const bool last = job.array_job && last_of_array[*job.array_job] == job.id;
        tell_of(job, last && has_ended(*job.array_job), now);
    }
    news_.forget_if([&](JobId id) { return !state_.peek(id) && state_.find_array(id) == nullptr; });
    arm_clock(now);
}

bool MailDesk::has_ended(JobId array) const {
    const auto* group = state_.find_array(array);
    return group == nullptr || group->has_ended();
}

void MailDesk::tell_of(const Job& job, bool array_ended, Instant now) {
    for (const auto& news : news_.look(job, array_ended, now)) {
        auto letter = write_letter(news, job, config_, now);
        if (is_mail_address(letter.to)) mailer_.send(std::move(letter));
        else spdlog::warn("job {}: no mail is sent to '{}', which is no address", job.id.value(), letter.to);
    }
}

/// Parts of a time limit pass without anything being committed.
void MailDesk::arm_clock(Instant now) {
    const auto next = news_.next();
    if (!next) return void(clock_.cancel());
    clock_.expires_after(std::max(next->first - now, Duration{1}));
    clock_.async_wait([this, id = next->second, at = next->first](const boost::system::error_code& ec) {
        if (ec) return;
        if (const auto* entry = state_.find(id)) tell_of(entry->job, false, at);
        arm_clock(at);
    });
}

}  // namespace sluice::controller
