// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/forecast.hpp"

#include <algorithm>
#include <map>

namespace sluice::engine {

/// The planner of a state, let run by itself.
class Forecast {
  public:
    Forecast(const ClusterState& state, Planner planner, Instant now) : state_{state}, planner_{std::move(planner)}, now_{now} {
        planner_.take_in(state, state.changes(), now);
        for (const auto& key : state.queue()) {
            const auto& job = state.find(key.id)->job;
            if (job.spec.begin && *job.spec.begin > now) begins_.emplace(*job.spec.begin, key.id);
        }
    }

    /// The starts at the present instant.
    std::vector<PlannedStart> look() {
        std::vector<PlannedStart> starts;
        const auto decided = planner_.queue_->pass(now_);
        for (const auto& start : decided) {
            const bool task = planner_.known_.at(start.key.id).left > 1;
            starts.push_back(planner_.enter(start, now_, {}));
            if (!task) continue;
            planner_.queue_->occupy(start.hold, now_, start.until);  // nobody else will
            tasks_.emplace(start.until, start.hold);
        }
        return starts;
    }

    /// Goes to the next instant at which something ends, may begin or was promised; false if there is none.
    bool advance() {
        auto next = planner_.queue_->next_wake();
        if (!planner_.ends_.empty()) next = std::min(next, planner_.ends_.begin()->first);
        if (!begins_.empty()) next = std::min(next, begins_.begin()->first);
        if (!tasks_.empty()) next = std::min(next, tasks_.begin()->first);
        if (next >= kEternity) return false;
        now_ = next;
        while (!planner_.ends_.empty() && planner_.ends_.begin()->first <= now_) {
            planner_.forget(planner_.ends_.begin()->second, now_);
        }
        for (; !tasks_.empty() && tasks_.begin()->first <= now_; tasks_.erase(tasks_.begin())) {
            planner_.queue_->release(tasks_.begin()->second, now_, now_);
        }
        for (; !begins_.empty() && begins_.begin()->first <= now_; begins_.erase(begins_.begin())) {
            enter_queue(begins_.begin()->second);
        }
        return true;
    }

    /// From now on the job asks for something else. False if this future cannot tell what would come of it.
    bool replace(JobEntry entry, const QueueKey& key) {
        const auto id = entry.job.id;
        if (planner_.binding_ && !entry.request->by_class()) return false;
        planner_.forget(id, now_);
        changed_.emplace(std::move(entry), key);
        enter_queue(id);
        return true;
    }

    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] std::size_t waiting() const { return planner_.queue_->queue().size(); }
    [[nodiscard]] std::optional<PlannedStart> promise_of(JobId id) const { return planner_.promise_of(id); }
    std::optional<PlannedStart> add(const std::shared_ptr<const Request>& request, JobId id) {
        return planner_.earliest_behind_all(state_, request, id, now_);
    }

  private:
    void enter_queue(JobId id) {
        const bool other = changed_ && changed_->first.job.id == id;
        const auto& entry = other ? changed_->first : *state_.find(id);
        const auto key = other ? std::optional{changed_->second} : state_.key_of(id);
        if (key) planner_.take_in_waiting(state_, entry, *key, now_, false);
    }

    const ClusterState& state_;
    std::optional<std::pair<JobEntry, QueueKey>> changed_;
    Planner planner_;
    Instant now_;
    std::multimap<Instant, JobId> begins_;
    std::multimap<Instant, Hold> tasks_;  // of arrays, by their ends
};

constexpr std::size_t kMostWork = 1'000'000;  // jobs considered: some hundred milliseconds

std::optional<PlannedStart> forecast(const ClusterState& state, const Planner& planner, JobId job, Instant now) {
    Forecast future{state, planner, now};
    std::optional<PlannedStart> best_known;
    for (std::size_t work = 0; work < kMostWork; work += future.waiting() + 1) {
        const auto starts = future.look();
        const auto found = std::ranges::find(starts, job, &PlannedStart::job);
        if (found != starts.end()) return *found;
        if (const auto promise = future.promise_of(job)) best_known = promise;
        if (!future.advance()) return std::nullopt;
    }
    return best_known;
}

std::optional<Instant> start_if_changed(const ClusterState& state, const Planner& planner, const JobEntry& changed,
                                        Instant before, Instant now, std::size_t& work) {
    const auto id = changed.job.id;
    auto key = state.key_of(id);
    if (!key || !changed.request) return std::nullopt;
    key->tier = state.partitions()[changed.request->partition].spec.priority_tier;
    Forecast future{state, planner, now};
    if (!future.replace(changed, *key)) return std::nullopt;
    while (work > 0 && future.now() < before) {
        work -= std::min(work, future.waiting() + 1);
        const auto starts = future.look();
        if (std::ranges::find(starts, id, &PlannedStart::job) != starts.end()) return future.now();
        if (!future.advance()) return std::nullopt;
    }
    return std::nullopt;
}

std::map<JobId, PlannedStart> forecast_all(const ClusterState& state, const Planner& planner, Instant now) {
    Forecast future{state, planner, now};
    std::map<JobId, PlannedStart> starts;
    for (std::size_t work = 0; work < kMostWork; work += future.waiting() + 1) {
        for (auto& start : future.look()) starts.try_emplace(start.job, std::move(start));
        if (!future.advance()) return starts;
    }
    for (auto& promise : full_plan(state, now)) starts.try_emplace(promise.job, std::move(promise));
    return starts;
}

namespace {

Planner promise_all(const ClusterState& state) {
    auto rules = PlanRules::of(state.config().scheduling);
    rules.backfill = true;
    rules.promises = PlanRules::kAll;
    return Planner{rules};
}

}  // namespace

std::vector<PlannedStart> full_plan(const ClusterState& state, Instant now) {
    Forecast future{state, promise_all(state), now};
    std::map<JobId, PlannedStart> starts;
    for (auto& start : future.look()) starts.emplace(start.job, std::move(start));
    std::vector<PlannedStart> plan;
    for (const auto& key : state.queue()) {
        if (const auto found = starts.find(key.id); found != starts.end()) plan.push_back(found->second);
        else if (auto promise = future.promise_of(key.id)) plan.push_back(std::move(*promise));
    }
    return plan;
}

std::optional<PlannedStart> trial(const ClusterState& state, const std::shared_ptr<const Request>& request, Instant now) {
    Forecast future{state, promise_all(state), now};
    (void)future.look();
    return future.add(request, state.next_job_id());
}

}  // namespace sluice::engine
