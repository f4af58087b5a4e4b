// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/watchers.hpp"

#include "scheduler/wire/codec.hpp"

namespace sluice::controller {
namespace {

void send_to_all(const std::vector<Watch>& watches, wire::Message news) {
    for (const auto& watch : watches) {
        const auto connection = watch.connection.lock();
        if (!connection) continue;
        news.set_id(watch.request);
        connection->send(news);
    }
}

}  // namespace

wire::Message job_news(const Job& job) {
    wire::Message news;
    wire::encode(job, news.mutable_job_news()->mutable_job());
    return news;
}

wire::Message array_news(bool ended) {
    wire::Message news;
    news.mutable_job_news()->set_array_ended(ended);
    return news;
}

wire::Message step_news(const Step& step, const Job& job) {
    wire::Message news;
    wire::encode(step, news.mutable_step_news()->mutable_step());
    wire::encode(job, news.mutable_step_news()->mutable_job());
    return news;
}

bool has_ended(const Job& job) { return is_final(job.state) && !job.completing && !job.requeue_at_end; }

bool has_ended(const Step& step) {
    if (!is_final(step.state)) return false;
    for (const auto& share : step.shares) {
        if (!share.ended) return false;
    }
    return true;
}

/// An array's stream has one piece of news: that it has ended.
void Watchers::tell_of_array(JobId array, const engine::ClusterState& state) {
    const auto watched = arrays_.find(array);
    if (watched == arrays_.end()) return;
    if (const auto* group = state.find_array(array); group != nullptr && !group->has_ended()) return;
    send_to_all(watched->second, array_news(true));
    arrays_.erase(watched);
}

void Watchers::tell(const Committed& committed, const engine::ClusterState& state) {
    for (const auto id : committed.jobs) {
        const auto watched = jobs_.find(id);
        if (watched == jobs_.end() && arrays_.empty()) continue;
        const auto entry = state.peek(id);
        if (entry && entry->job.array_job) tell_of_array(*entry->job.array_job, state);
        if (watched == jobs_.end() || !entry) continue;
        send_to_all(watched->second, job_news(entry->job));
        if (has_ended(entry->job)) jobs_.erase(watched);
    }
    for (const auto& run : committed.steps) {
        const auto watched = steps_.find(run.id());
        if (watched == steps_.end()) continue;
        const auto* step = state.find(run.id());
        if (step == nullptr || step->attempt != run.attempt) {  // its job was requeued since
            send_to_all(watched->second, wire::error_reply({Errc::job_not_running, "the job was requeued"}));
            steps_.erase(watched);
            continue;
        }
        send_to_all(watched->second, step_news(*step, state.find(run.job)->job));
        if (has_ended(*step)) steps_.erase(watched);
    }
}

}  // namespace sluice::controller
