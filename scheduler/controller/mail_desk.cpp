// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/mail_desk.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace sluice::controller {

MailDesk::MailDesk(boost::asio::io_context& io, const ClusterConfig& config, const engine::ClusterState& state, Instant now)
    : config_{config}, state_{state}, mailer_{io, config.mail.program}, clock_{io} {
    for (const auto& [id, entry] : state_.jobs()) {
        (void)news_.look(entry.job, is_last(entry.job), now);
    }
    arm_clock(now);
}

void MailDesk::tell(const std::set<JobId>& jobs, Instant now) {
    for (const auto id : jobs) {
        if (const auto seen = state_.peek(id)) tell_of(seen->job, now);
    }
    news_.forget_if([&](JobId id) { return !state_.peek(id) && state_.find_array(id) == nullptr; });
    arm_clock(now);
}

bool MailDesk::is_last(const Job& job) const {
    if (job.spec.mail.on == 0 || !job.array_job) return false;
    const auto* array = state_.find_array(*job.array_job);
    if (array == nullptr) return true;
    const auto was_shown = [&](JobId part) { return part == job.id || news_.has_seen_end(*job.array_job, part); };
    return array->has_ended() && std::ranges::all_of(array->records(), was_shown) &&
           std::ranges::all_of(array->tasks(), was_shown, [](const auto& task) { return task.second; });
}

void MailDesk::tell_of(const Job& job, Instant now) {
    for (const auto& news : news_.look(job, is_last(job), now)) {
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
        if (const auto entry = state_.peek(id)) tell_of(entry->job, at);
        arm_clock(at);
    });
}

}  // namespace sluice::controller
