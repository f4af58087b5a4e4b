// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/forecast.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace sluice::engine {

/// The planner of a state, let run by itself.
class Forecast {
  public:
    Forecast(const ClusterState& state, Planner planner, Instant now) : state_{state}, planner_{std::move(planner)}, now_{now} {
        planner_.take_in(state, state.changes(), now);
        for (const auto& key : state.queue()) {
            if (planner_.queued_.contains(key.id)) continue;
            const auto begin = state.peek(key.id)->job.spec.begin;
            if (begin && *begin > now) begins_.emplace(*begin, key.id);
        }
        note_edges();
    }

    /// The starts at the present instant.
    std::vector<PlannedStart> look() {
        std::vector<PlannedStart> starts;
        const auto decided = planner_.queue_->pass(now_);
        for (const auto& start : decided) {
            const bool task = planner_.queued_.at(start.key.id).left > 1;
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
        if (!edges_.empty()) next = std::min(next, *edges_.begin());
        if (next >= kEternity) return false;
        now_ = next;
        while (!planner_.ends_.empty() && planner_.ends_.begin()->first <= now_) {
            planner_.forget(planner_.ends_.begin()->second, now_);
        }
        for (; !tasks_.empty() && tasks_.begin()->first <= now_; tasks_.erase(tasks_.begin())) {
            planner_.queue_->release(tasks_.begin()->second, now_, now_);
        }
        for (; !edges_.empty() && *edges_.begin() <= now_; edges_.erase(edges_.begin())) {
            planner_.queue_->release({}, now_, now_);  // nothing, but everybody is looked at
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

    enum class End { enough, nothing_more, time_is_up, too_much_work };
    /// Lets time pass until `enough` says so of the starts at some instant, or `until` comes. Takes the jobs that it
    /// considers off `work`.
    template <class Enough>
    End run(std::size_t& work, Instant until, const Enough& enough) {
        for (;;) {
            if (work == 0) return End::too_much_work;
            if (now_ >= until) return End::time_is_up;
            work -= std::min(work, waiting() + 1);
            auto starts = look();
            if (enough(starts)) return End::enough;
            if (!advance()) return End::nothing_more;
        }
    }

    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] std::size_t waiting() const { return planner_.queue_->queue().size(); }
    [[nodiscard]] std::optional<PlannedStart> promise_of(JobId id) const { return planner_.promise_of(id); }
    std::optional<PlannedStart> add(const std::shared_ptr<const Request>& request, JobId id) {
        return planner_.earliest_behind_all(state_, request, id, now_);
    }

  private:
    /// Without anything ending, a job may start when a reservation begins or ends, or its limit on switches does.
    void note_edges() {
        constexpr int kMostTurns = 30;  // of reservations that come again
        for (const auto& window : state_.all_windows().all()) {
            auto opening = next_opening(window, now_);
            for (int turn = 0; opening && turn < kMostTurns; ++turn, opening = next_opening(window, opening->until)) {
                edges_.insert({opening->from, opening->until});
            }
        }
        for (const auto& [id, known] : planner_.queued_) {
            if (known.wanted->lapses != kNever) edges_.insert(known.wanted->lapses);
        }
        edges_.erase(edges_.begin(), edges_.upper_bound(now_));
    }

    void enter_queue(JobId id) {
        const bool other = changed_ && changed_->first.job.id == id;
        const auto seen = state_.peek(id);
        const auto& entry = other ? changed_->first : *seen;
        const auto key = other ? std::optional{changed_->second} : state_.key_of(id);
        if (key) planner_.take_in_waiting(state_, entry, *key, now_, false);
    }

    const ClusterState& state_;
    std::optional<std::pair<JobEntry, QueueKey>> changed_;
    Planner planner_;
    Instant now_;
    std::multimap<Instant, JobId> begins_;
    std::set<Instant> edges_;
    std::multimap<Instant, Hold> tasks_;  // of arrays, by their ends
};

constexpr std::size_t kMostWork = 1'000'000;  // jobs considered: some hundred milliseconds

using Starts = std::vector<PlannedStart>;

std::optional<PlannedStart> forecast(const ClusterState& state, const Planner& planner, JobId job, Instant now) {
    Forecast future{state, planner, now};
    std::optional<PlannedStart> start, promised;
    auto work = kMostWork;
    const auto end = future.run(work, kNever, [&](const Starts& starts) {
        const auto found = std::ranges::find(starts, job, &PlannedStart::job);
        if (found != starts.end()) start = *found;
        else if (const auto promise = future.promise_of(job)) promised = promise;
        return start.has_value();
    });
    return end == Forecast::End::too_much_work ? promised : start;
}

std::optional<Instant> start_if_changed(const ClusterState& state, const Planner& planner, const JobEntry& changed,
                                        Instant before, Instant now, std::size_t& work) {
    const auto id = changed.job.id;
    auto key = state.key_of(id);
    if (!key || !changed.request) return std::nullopt;
    key->tier = state.tier_of(changed);
    Forecast future{state, planner, now};
    if (!future.replace(changed, *key)) return std::nullopt;
    const auto starts_then = [&](const Starts& starts) { return std::ranges::find(starts, id, &PlannedStart::job) != starts.end(); };
    if (future.run(work, before, starts_then) != Forecast::End::enough) return std::nullopt;
    return future.now();
}

std::map<JobId, PlannedStart> forecast_all(const ClusterState& state, const Planner& planner, Instant now) {
    Forecast future{state, planner, now};
    std::map<JobId, PlannedStart> all;
    auto work = kMostWork;
    const auto end = future.run(work, kNever, [&](Starts& starts) {
        for (auto& start : starts) all.try_emplace(start.job, std::move(start));
        return false;
    });
    if (end != Forecast::End::too_much_work) return all;
    for (auto& promise : full_plan(state, now)) all.try_emplace(promise.job, std::move(promise));
    return all;
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
