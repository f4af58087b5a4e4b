// SPDX-License-Identifier: Apache-2.0
//
// A look at the queue: who starts now, who gets a promise, who fills a hole.
#include <algorithm>

#include "scheduler/engine/planning/queue_planner.hpp"

namespace sluice::engine {

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
        if (!pool_->may_start(request)) continue;
        auto place = place_for(job, choice, now_, now_);
        if (place) return start(job, choice, std::move(place->hold), place->limit), true;
        if (pool_->may_move_promises() && move_promises(job, request, choice)) return true;
    }
    if (pool_->may_move_promises()) failed_.insert(job.request);
    return false;
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
