// SPDX-License-Identifier: Apache-2.0
//
// The promises of a queue: given, kept when something comes in between, moved forward when something ends early,
// and moved to other nodes when that lets a job start now.
#include <algorithm>

#include "scheduler/engine/planning/queue_planner.hpp"

namespace sluice::engine {

void QueuePlanner::promise(Waiting& job, Choice choice) {
    const auto from = choice.slot.start;
    promise_from(job, std::move(choice.slot), choice.number, from, choice.granted);
}

void QueuePlanner::promise_from(Waiting& job, Slot slot, std::size_t choice, Instant from, const TimeLimit& granted) {
    job.granted = granted;
    job.promised = slot.start;
    job.booked_from = from;
    job.choice = static_cast<std::uint16_t>(choice);
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

}  // namespace sluice::engine
