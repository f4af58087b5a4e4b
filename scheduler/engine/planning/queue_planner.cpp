// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/queue_planner.hpp"

#include <algorithm>

namespace sluice::engine {

PlanRules PlanRules::of(const SchedulingSpec& settings) {
    PlanRules rules;
    rules.backfill = settings.policy != PlanPolicy::fcfs;
    switch (settings.policy) {
        case PlanPolicy::fcfs: rules.promises = 0; break;
        case PlanPolicy::easy: rules.promises = settings.reservations; break;
        case PlanPolicy::conservative: rules.promises = kAll; break;
    }
    if (settings.backfill_order == BackfillOrder::shortest) rules.order = ListOrder::shortest;
    rules.keep_plans = settings.keep_plans;
    return rules;
}

QueuePlanner::QueuePlanner(PlanRules rules, PoolOwner pool) : rules_{rules}, pool_{std::move(pool)} {
    if (rules_.promises == PlanRules::kAll && !rules_.keep_plans) running_ = pool_;
}

const Request& QueuePlanner::request_of(const Waiting& job, std::size_t choice) {
    return job.request->choice(choice);
}

TimeLimit QueuePlanner::limit_of(const Waiting& job, std::size_t choice) {
    return choice == 0 ? TimeLimit{job.limit} : job.request->choice(choice).limit;
}

/// What it must have: its limit, unless it may have less.
TimeLimit QueuePlanner::least_of(const Waiting& job, std::size_t choice) {
    const auto& least = request_of(job, choice).least;
    return least ? least : limit_of(job, choice);
}

namespace {

/// The longest time up to `limit` that fits, knowing that `least` does. The last time tried that fits is that one.
template <class Fits>
TimeLimit longest_that(const TimeLimit& limit, Duration least, const Fits& fits) {
    constexpr Duration kNearlyForever{std::int64_t{1} << 31};
    if (fits(limit)) return limit;
    for (auto too_long = limit.value_or(kNearlyForever); too_long - least > Duration{1};) {
        const auto middle = least + (too_long - least) / 2;
        (fits(middle) ? least : too_long) = middle;
    }
    return least;
}

}  // namespace

/// How long the job may have a place from `start` on: its limit, or if it may do with less as long as it fits. The
/// place is one for the least of it, and may become another.
TimeLimit QueuePlanner::longest(const Waiting& job, std::size_t choice, Instant from, Instant start, Hold& hold) const {
    const auto& request = request_of(job, choice);
    if (!request.least) return limit_of(job, choice);
    return longest_that(limit_of(job, choice), *request.least, [&](const TimeLimit& length) {
        auto place = pool_->fit(request, from, end_of(start, length));
        if (place) hold = std::move(*place);
        return place.has_value();
    });
}

/// A place for as long as may be, from `start` on; it is taken from `from` on.
std::optional<QueuePlanner::Granted> QueuePlanner::place_for(const Waiting& job, std::size_t choice, Instant from, Instant start) const {
    auto hold = pool_->fit(request_of(job, choice), from, end_of(start, least_of(job, choice)));
    if (!hold) return std::nullopt;
    const auto granted = longest(job, choice, from, start, *hold);
    return Granted{std::move(*hold), granted};
}

/// The same, on these nodes.
std::optional<QueuePlanner::Granted> QueuePlanner::place_again_for(const Waiting& job, std::size_t choice, Instant from, Instant start,
                                                                   const std::vector<TasksOn>& where) const {
    const auto& request = request_of(job, choice);
    auto hold = pool_->fit_again(request, where, from, end_of(start, least_of(job, choice)));
    if (!hold || !request.least) return hold ? std::optional{Granted{std::move(*hold), limit_of(job, choice)}} : std::nullopt;
    const auto granted = longest_that(limit_of(job, choice), *request.least, [&](const TimeLimit& length) {
        return pool_->fit_again(request, where, from, end_of(start, length)).has_value();
    });
    return Granted{std::move(*hold), granted};
}

void QueuePlanner::enqueue(const QueueKey& key, const Request& request, const TimeLimit& limit, std::uint32_t count) {
    Waiting job;
    job.key = key;
    job.request = &request;
    job.limit = limit;
    job.count = count;
    if (rules_.order == ListOrder::shortest) by_length_.insert(job);
    queue_.insert(std::move(job));
    fresh_.emplace_back(key, limit);
}

void QueuePlanner::dequeue(const QueueKey& key, const TimeLimit& limit) {
    const auto place = queue_.find(key, limit);
    auto& job = queue_.at(place);
    if (job.fresh) std::erase_if(fresh_, [&](const auto& fresh) { return fresh.first == key; });
    if (job.has_promise()) {
        drop(job);
        released_ = gave_back_ = true;
    }
    leave(place);
}

/// The next one of an array is looked at before those behind it.
QueuePlanner::Place QueuePlanner::after_start(Place place) {
    auto& job = queue_.at(place);
    job.promised = kNever;
    if (job.count == 1) return leave(place);
    --job.count;
    return place;
}

QueuePlanner::Place QueuePlanner::leave(Place place) {
    const auto& job = queue_.at(place);
    if (rules_.order == ListOrder::shortest) by_length_.erase(by_length_.find(job.key, job.limit));
    return queue_.erase(place);
}

bool QueuePlanner::enqueue_promised(const QueueKey& key, const Request& request, const TimeLimit& limit, Instant start,
                                    std::size_t choice, const std::vector<TasksOn>& where, Instant now,
                                    std::uint32_t count) {
    enqueue(key, request, limit, count);
    now_ = now;
    return choice <= request.elsewhere.size() && keep_promise(queue_.at(queue_.find(key, limit)), choice, start, where);
}

void QueuePlanner::occupy(const Hold& hold, Instant from, Instant until) {
    now_ = std::max(now_, from);
    if (promised_ > 0 && !pool_->offers(hold, from, until)) take_before_promises(hold, from, until);
    else pool_->take(hold, from, until);
    if (running_) running_->take(hold, from, until);
}

void QueuePlanner::claim(const Hold& hold, Instant from, Instant until) {
    if (!pool_->offers(hold, from, until)) return;
    pool_->take(hold, from, until);
    if (running_) running_->take(hold, from, until);
}

void QueuePlanner::hand_over(const Hold& hold, Instant from, Instant until) {
    pool_->give_back(hold, from, until);
    if (running_) running_->give_back(hold, from, until);
}

void QueuePlanner::release(const Hold& hold, Instant now, Instant until) {
    released_ = true;
    if (now >= until) return;
    pool_->give_back(hold, now, until);
    if (running_) running_->give_back(hold, now, until);
    gave_back_ = true;
}

}  // namespace sluice::engine
