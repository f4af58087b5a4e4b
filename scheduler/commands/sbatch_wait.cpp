// SPDX-License-Identifier: Apache-2.0
//
// sbatch --wait: the controller tells every change of the job, until it has ended.
#include <chrono>
#include <thread>

#include "scheduler/commands/sbatch_parts.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

wire::Message watch_message(JobId job) {
    wire::Message message;
    message.mutable_watch_job()->set_job(job.value());
    return message;
}

/// The controller's own measure of when a stream of news is over.
bool has_ended(const Job& job) { return is_final(job.state) && !job.completing && !job.requeue_at_end; }

/// Until the end of the job, or of the connection.
Result<ExitCode> follow_once(wire::Client& client, JobId id) {
    auto news = client.call(watch_message(id));
    while (news) {
        const auto job = wire::decode(news->job_news().job());
        if (has_ended(job)) return job.exit_code;
        news = client.next();
    }
    return tl::unexpected{news.error()};
}

/// Until the controller says that the array has ended, or knows it no longer.
Result<void> follow_array_once(wire::Client& client, JobId array) {
    auto news = client.call(watch_message(array));
    while (news && !news->job_news().array_ended()) news = client.next();
    if (!news && news.error().code != Errc::invalid_job_id) return tl::unexpected{news.error()};
    return {};
}

Result<ExitCode> worst_of(wire::Client& client, JobId array) {
    wire::Message question;
    question.mutable_history_query()->add_ids(array.value());
    question.mutable_history_query()->set_all_users(true);
    const auto reply = client.call(question);
    if (!reply) return tl::unexpected{reply.error()};
    ExitCode worst;
    for (const auto& job : reply->jobs().jobs()) worst = worse(worst, wire::decode(job.exit_code()));
    return worst;
}

}  // namespace

Result<ExitCode> follow_array(wire::Client& client, JobId array) {
    constexpr std::chrono::seconds kPause{1};
    for (;;) {
        auto end = follow_array_once(client, array).and_then([&] { return worst_of(client, array); });
        if (end || !is_unreachable(end.error())) return end;
        client.close();
        std::this_thread::sleep_for(kPause);
    }
}

Result<ExitCode> follow_to_end(wire::Client& client, JobId job) {
    constexpr std::chrono::seconds kPause{1};
    for (;;) {
        auto end = follow_once(client, job);
        if (end || !is_unreachable(end.error())) return end;
        client.close();
        std::this_thread::sleep_for(kPause);
    }
}

}  // namespace sluice::commands
