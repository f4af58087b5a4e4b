// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/queue_planner.hpp"

#include <algorithm>
#include <cassert>

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

const TimeLimit& QueuePlanner::limit_of(const Waiting& job, std::size_t choice) {
    return choice == 0 ? job.limit : job.request->choice(choice).limit;
}

/// What it must have: its limit, unless it may have less.
const TimeLimit& QueuePlanner::least_of(const Waiting& job, std::size_t choice) {
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

// ---- the queue and the machine

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

/// On the promised nodes, or if that cannot be, on others. A promise that is due may wait for a job that is
/// just being ended.
bool QueuePlanner::keep_promise(Waiting& job, std::size_t choice, Instant start, const std::vector<TasksOn>& where) {
    for (const auto from : {std::max(start, now_), std::max(start, now_ + Duration{1})}) {
        if (from >= end_of(start, least_of(job, choice))) return false;
        auto place = place_again_for(job, choice, from, start, where);
        if (!place) place = place_for(job, choice, from, start);
        if (!place) continue;
        promise_from(job, {start, std::move(place->hold)}, choice, from, place->limit);
        return true;
    }
    return false;
}

/// Books again what was unbooked, at once or in a second.
bool QueuePlanner::keep_place(Waiting& job) {
    const auto until = end_of(job.promised, job.granted);
    for (const auto from : {std::max(job.promised, now_), std::max(job.promised, now_ + Duration{1})}) {
        if (from >= until || !pool_->offers(job.hold, from, until)) continue;
        job.booked_from = from;
        book(job);
        return true;
    }
    return false;
}

void QueuePlanner::take_before_promises(const Hold& hold, Instant from, Instant until) {
    const auto promised = promised_jobs();
    for (const auto place : promised) unbook(queue_.at(place));
    pool_->take(hold, from, until);
    for (const auto place : promised) {
        auto& job = queue_.at(place);
        if (keep_place(job)) continue;
        const auto start = job.promised;
        lose(job);
        if (!keep_promise(job, job.choice, start, {})) released_ = true;
    }
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

// ---- promises

void QueuePlanner::promise(Waiting& job, Choice choice) {
    const auto from = choice.slot.start;
    promise_from(job, std::move(choice.slot), choice.number, from, choice.granted);
}

void QueuePlanner::promise_from(Waiting& job, Slot slot, std::size_t choice, Instant from, const TimeLimit& granted) {
    job.granted = granted;
    job.promised = slot.start;
    job.booked_from = from;
    job.choice = choice;
    job.hold = std::move(slot.hold);
    book(job);
    if (watching_) renewed_.emplace_back(job.key, job.limit);
    ++promised_;
    next_due_ = std::min(next_due_, job.booked_from);
    if (last_promised_ < job.key || promised_ == 1) last_promised_ = job.key;
}

void QueuePlanner::drop(Waiting& job) {
    unbook(job);
    lose(job);
}

/// The promise of a job whose place is not booked any more.
void QueuePlanner::lose(Waiting& job) {
    if (watching_) renewed_.emplace_back(job.key, job.limit);
    job.promised = kNever;
    --promised_;
}

void QueuePlanner::drop_from(Place place) {
    for (; !queue_.is_end(place); place = queue_.next(place)) {
        if (auto& job = queue_.at(place); job.has_promise()) drop(job);
    }
}

void QueuePlanner::forget_promises() {
    if (!running_) return drop_from(queue_.begin());
    pool_->assign(*running_);
    for (auto place = queue_.begin(); !queue_.is_end(place); place = queue_.next(place)) {
        auto& job = queue_.at(place);
        if (watching_ && job.has_promise()) renewed_.emplace_back(job.key, job.limit);
        job.promised = kNever;
    }
    promised_ = 0;
}

/// After something ended: kept promises move forward as far as they can, others are forgotten.
void QueuePlanner::renew_promises() {
    if (promised_ == 0) return;
    if (!rules_.keep_plans) {
        if (gave_back_) forget_promises();
        return;
    }
    auto left = promised_;
    for (auto place = queue_.begin(); left > 0; place = queue_.next(place)) {
        auto& job = queue_.at(place);
        if (!job.has_promise()) continue;
        --left;
        if (job.promised > now_) renew(job);
    }
}

void QueuePlanner::renew(Waiting& job) {
    const auto old = job.promised;
    drop(job);
    if (auto best = earliest(job, now_, old)) promise(job, std::move(*best));
}

/// The earliest start from `from` on in any of its partitions; the first of them among equals.
std::optional<QueuePlanner::Choice> QueuePlanner::earliest(const Waiting& job, Instant from, Instant not_after) const {
    std::optional<Choice> best;
    for (std::size_t choice = 0; choice <= job.request->elsewhere.size(); ++choice) {
        const auto bound = best ? best->slot.start - Duration{1} : not_after;
        auto slot = pool_->earliest(request_of(job, choice), least_of(job, choice), from, bound);
        if (slot) best = Choice{choice, std::move(*slot), {}};
    }
    if (best) best->granted = longest(job, best->number, best->slot.start, best->slot.start, best->slot.hold);
    return best;
}

// ---- the pass

const std::vector<Start>& QueuePlanner::pass(Instant now) {
    now_ = now;
    started_.clear();
    pool_->pass_time(now);
    if (running_) running_->pass_time(now);
    if (released_) renew_promises();
    const bool behind = std::ranges::all_of(fresh_, [&](const auto& f) { return promised_ == 0 || last_promised_ < f.first; });
    if (released_ || next_due_ <= now || !behind || !rules_.backfill) look_at_all();
    else if (!fresh_.empty()) look_at_fresh();
    fresh_.clear();
    released_ = gave_back_ = false;
    searches_ = 0;
    bounds_.clear();
    failed_.clear();
    return started_;
}

void QueuePlanner::look_at_all() {
    next_due_ = kNever;
    const auto rest = give_promises(queue_.begin());
    if (!rules_.backfill || queue_.is_end(rest)) return;
    if (rules_.order == ListOrder::shortest) fill_holes_shortest_first();
    else fill_holes(rest);
}

/// Goes through the queue as long as there are promises to give or to keep.
QueuePlanner::Place QueuePlanner::give_promises(Place place) {
    std::uint32_t ahead = 0;  // promises to jobs before `place`
    while (!queue_.is_end(place) && (ahead < rules_.promises || !rules_.backfill)) {
        auto& job = queue_.at(place);
        job.fresh = false;
        bool started = false;
        if (job.has_promise()) {
            started = job.promised <= now_ && start_promised(job);
        } else {
            const bool alone = promised_ == ahead;  // nobody behind it has a promise
            const bool directly = alone && rules_.backfill && !pool_->may_move_promises();
            started = !directly && try_now(job);
            if (!started && !rules_.backfill) return place;
            if (!started) started = alone ? start_or_promise(job) : go_before_promises(place);
        }
        if (job.has_promise() && !started) {
            ++ahead;
            next_due_ = std::min(next_due_, job.booked_from);
        }
        place = started ? after_start(place) : queue_.next(place);
    }
    return place;
}

/// Plans a job before others that have promises already. Breaks those only if it helps.
bool QueuePlanner::go_before_promises(Place place) {
    std::vector<std::pair<Place, Waiting>> behind;
    for (auto next = place; !queue_.is_end(next); next = queue_.next(next)) {
        if (queue_.at(next).has_promise()) behind.emplace_back(next, queue_.at(next));
    }
    drop_from(place);
    bounds_.clear();
    failed_.clear();
    const bool started = start_or_promise(queue_.at(place));
    if (started || queue_.at(place).has_promise()) return started;
    for (auto& [where, job] : behind) {
        queue_.at(where) = std::move(job);
        book(queue_.at(where));
        ++promised_;
    }
    return false;
}

/// Those that came since the last pass; nothing has become free for the others.
void QueuePlanner::look_at_fresh() {
    std::ranges::sort(fresh_, {}, [](const auto& fresh) { return fresh.first; });
    auto next = fresh_.begin();
    for (; next != fresh_.end() && promises_left(); ++next) {
        start_all(*next, [&](Waiting& job) { return (pool_->may_move_promises() && try_now(job)) || start_or_promise(job); });
    }
    if (rules_.order == ListOrder::shortest) {
        std::stable_sort(next, fresh_.end(), [](const auto& a, const auto& b) {
            return a.second.value_or(Duration::max()) < b.second.value_or(Duration::max());
        });
    }
    for (; next != fresh_.end(); ++next) start_all(*next, [&](Waiting& job) { return try_now(job); });
}

/// Starts as many of an array as can; one of a job.
template <class Starts>
void QueuePlanner::start_all(const std::pair<QueueKey, TimeLimit>& which, const Starts& starts) {
    const auto place = queue_.find(which.first, which.second);
    auto left = queue_.at(place).count;
    queue_.at(place).fresh = false;
    for (; left > 0 && starts(queue_.at(place)); --left) after_start(place);
}

/// Whether some job of the place's block may fit now.
bool QueuePlanner::may_start(const WaitingList& list, Place place) const {
    return pool_->may_fit(list.least_nodes(place), now_, end_of(now_, list.shortest(place)));
}

void QueuePlanner::fill_holes(Place place) {
    while (!queue_.is_end(place)) {
        if (!may_start(queue_, place)) {
            place = queue_.next_block(place);
            continue;
        }
        const auto block = place.block;
        while (!queue_.is_end(place) && place.block == block) {
            auto& job = queue_.at(place);
            job.fresh = false;
            place = !job.has_promise() && try_now(job) ? after_start(place) : queue_.next(place);
        }
    }
}

void QueuePlanner::fill_holes_shortest_first() {
    for (auto place = by_length_.begin(); !by_length_.is_end(place);) {
        if (!may_start(by_length_, place)) {
            place = by_length_.next_block(place);
            continue;
        }
        const auto block = place.block;
        while (!by_length_.is_end(place) && place.block == block) {
            const auto& entry = by_length_.at(place);
            const auto here = queue_.find(entry.key, entry.limit);
            auto& job = queue_.at(here);
            job.fresh = false;
            const bool started = !job.has_promise() && try_now(job);
            if (!started) {
                place = by_length_.next(place);
                continue;
            }
            const bool last = job.count == 1;
            after_start(here);
            if (last) place = by_length_.after_erased(place);
        }
    }
}

/// Starts the job, or promises it its earliest start; says whether it starts.
bool QueuePlanner::start_or_promise(Waiting& job) {
    const auto from = not_before(job);
    const auto horizon = end_of(now_, rules_.horizon);
    if (from > horizon) return false;
    auto best = earliest(job, from, kNever);
    if (!best) return false;
    if (auto* bounds = bounds_of(job)) bounds->record(job.request->min_nodes, least_of(job, 0), best->slot.start);
    if (best->slot.start > now_) {
        if (best->slot.start <= horizon) promise(job, std::move(*best));
        return false;
    }
    start(job, best->number, std::move(best->slot.hold), best->granted);
    return true;
}

/// What is known of jobs like this one in this pass; nothing until there were enough searches to pay for it.
StartBounds* QueuePlanner::bounds_of(const Waiting& job) {
    constexpr std::uint32_t kEnough = 256;
    const auto& request = *job.request;
    if (searches_ < kEnough || !request.is_simple() || !request.elsewhere.empty() || request.reserved_for.reservation) return nullptr;
    const auto node_class = request.classes.front().node_class;
    if (bounds_.size() <= node_class) bounds_.resize(node_class + 1);
    return &bounds_[node_class];
}

Instant QueuePlanner::not_before(const Waiting& job) {
    ++searches_;
    const auto* bounds = bounds_of(job);
    return bounds == nullptr ? now_ : std::max(now_, bounds->bound(job.request->min_nodes, least_of(job, 0)));
}

bool QueuePlanner::try_now(Waiting& job) {
    if (failed_.contains(job.request)) return false;
    for (std::size_t choice = 0; choice <= job.request->elsewhere.size(); ++choice) {
        const auto& request = request_of(job, choice);
        auto place = place_for(job, choice, now_, now_);
        if (place) return start(job, choice, std::move(place->hold), place->limit), true;
        if (pool_->may_move_promises() && move_promises(job, request, choice)) return true;
    }
    if (pool_->may_move_promises()) failed_.insert(job.request);
    return false;
}

std::vector<QueuePlanner::Place> QueuePlanner::promised_jobs() const {
    std::vector<Place> places;
    for (auto place = queue_.begin(); places.size() < promised_; place = queue_.next(place)) {
        if (queue_.at(place).has_promise()) places.push_back(place);
    }
    return places;
}

/// A promise is one of a time, not of nodes: the job starts if every promise can be kept at its time beside it,
/// if need be on other nodes. Not for many promises: this looks at all of them.
bool QueuePlanner::move_promises(Waiting& job, const Request& request, std::size_t choice) {
    constexpr std::uint32_t kFew = 32;
    if (promised_ == 0 || promised_ > kFew) return false;
    const auto promised = promised_jobs();
    for (const auto place : promised) unbook(queue_.at(place));
    const auto& granted = least_of(job, choice);
    const auto until = end_of(now_, granted);
    if (auto hold = pool_->fit(request, now_, until)) {
        pool_->take(*hold, now_, until);
        const bool all_kept = place_again(promised);
        pool_->give_back(*hold, now_, until);
        if (all_kept) return start(job, choice, std::move(*hold), granted), true;
    }
    for (const auto place : promised) book(queue_.at(place));
    return false;
}

void QueuePlanner::book(const Waiting& job) {
    pool_->take(job.hold, job.booked_from, gives_back_at(job.promised, job.granted));
}

void QueuePlanner::unbook(const Waiting& job) {
    pool_->give_back(job.hold, std::max(job.booked_from, now_), gives_back_at(job.promised, job.granted));
}

/// Finds nodes for each promise at its time; changes the promises only if there are some for all.
bool QueuePlanner::place_again(const std::vector<Place>& promised) {
    std::vector<Waiting> moved;
    for (const auto place : promised) {
        auto job = queue_.at(place);
        const auto until = end_of(job.promised, job.granted);
        auto hold = pool_->fit(request_of(job, job.choice), job.booked_from, until);
        if (!hold) {
            for (const auto& other : moved) unbook(other);
            return false;
        }
        job.hold = std::move(*hold);
        book(job);
        moved.push_back(std::move(job));
    }
    for (std::size_t i = 0; i < promised.size(); ++i) {
        auto& job = queue_.at(promised[i]);
        if (watching_ && job.hold != moved[i].hold) renewed_.emplace_back(job.key, job.limit);
        job = std::move(moved[i]);
    }
    return true;
}

void QueuePlanner::start(Waiting& job, std::size_t choice, Hold hold, const TimeLimit& granted) {
    const auto until = gives_back_at(now_, granted);
    pool_->take(hold, now_, until);
    if (running_) running_->take(hold, now_, until);
    started_.push_back({job.key, choice, std::move(hold), until, granted});
}

/// A promise that is due. If a job that is just being ended still has its nodes, they are kept from the next
/// second on.
bool QueuePlanner::start_promised(Waiting& job) {
    unbook(job);
    if (pool_->offers(job.hold, now_, end_of(now_, job.granted))) {
        --promised_;
        start(job, job.choice, std::move(job.hold), TimeLimit{job.granted});
        return true;
    }
    if (keep_place(job)) return false;
    lose(job);
    return start_or_promise(job);
}

}  // namespace sluice::engine
