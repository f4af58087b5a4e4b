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

QueuePlanner::QueuePlanner(PlanRules rules, std::unique_ptr<NodePool> pool) : rules_{rules}, pool_{std::move(pool)} {
    if (rules_.promises == PlanRules::kAll && !rules_.keep_plans) running_ = pool_->clone();
}

QueuePlanner::QueuePlanner(const QueuePlanner& other)
    : rules_{other.rules_}, pool_{other.pool_->clone()}, running_{other.running_ ? other.running_->clone() : nullptr},
      queue_{other.queue_}, by_length_{other.by_length_}, fresh_{other.fresh_}, now_{other.now_},
      next_due_{other.next_due_}, promised_{other.promised_}, last_promised_{other.last_promised_},
      released_{other.released_}, gave_back_{other.gave_back_} {}

const Request& QueuePlanner::request_of(const Waiting& job, std::size_t choice) {
    return choice == 0 ? *job.request : job.request->elsewhere[choice - 1];
}

const TimeLimit& QueuePlanner::limit_of(const Waiting& job, std::size_t choice) {
    return choice == 0 ? job.limit : job.request->elsewhere[choice - 1].limit;
}

// ---- the queue and the machine

void QueuePlanner::enqueue(const QueueKey& key, const Request& request, const TimeLimit& limit) {
    Waiting job;
    job.key = key;
    job.request = &request;
    job.limit = limit;
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

QueuePlanner::Place QueuePlanner::leave(Place place) {
    const auto& job = queue_.at(place);
    if (rules_.order == ListOrder::shortest) by_length_.erase(by_length_.find(job.key, job.limit));
    return queue_.erase(place);
}

void QueuePlanner::occupy(const Hold& hold, Instant from, Instant until) {
    pool_->take(hold, from, until);
    if (running_) running_->take(hold, from, until);
}

void QueuePlanner::release(const Hold& hold, Instant now, Instant until) {
    released_ = true;
    if (now >= until) return;
    pool_->give_back(hold, now, until);
    if (running_) running_->give_back(hold, now, until);
    gave_back_ = true;
}

// ---- promises

void QueuePlanner::promise(Waiting& job, Slot slot, std::size_t choice) {
    pool_->take(slot.hold, slot.start, gives_back_at(slot.start, limit_of(job, choice)));
    job.promised = slot.start;
    job.choice = choice;
    job.hold = std::move(slot.hold);
    ++promised_;
    next_due_ = std::min(next_due_, slot.start);
    if (last_promised_ < job.key || promised_ == 1) last_promised_ = job.key;
}

void QueuePlanner::drop(Waiting& job) {
    pool_->give_back(job.hold, std::max(job.promised, now_), gives_back_at(job.promised, limit_of(job, job.choice)));
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
    for (auto place = queue_.begin(); !queue_.is_end(place); place = queue_.next(place)) queue_.at(place).promised = kNever;
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
    if (auto best = earliest(job, now_, old)) promise(job, std::move(best->slot), best->number);
}

/// The earliest start from `from` on in any of its partitions; the first of them among equals.
std::optional<QueuePlanner::Choice> QueuePlanner::earliest(const Waiting& job, Instant from, Instant not_after) const {
    std::optional<Choice> best;
    for (std::size_t choice = 0; choice <= job.request->elsewhere.size(); ++choice) {
        const auto bound = best ? best->slot.start - Duration{1} : not_after;
        auto slot = pool_->earliest(request_of(job, choice), limit_of(job, choice), from, bound);
        if (slot) best = Choice{choice, std::move(*slot)};
    }
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
            started = !(alone && rules_.backfill) && try_now(job);
            if (!started && !rules_.backfill) return place;
            if (!started && !alone) drop_from(place), bounds_.clear();
            if (!started) started = start_or_promise(job);
        }
        if (job.has_promise() && !started) {
            ++ahead;
            next_due_ = std::min(next_due_, job.promised);
        }
        place = started ? leave(place) : queue_.next(place);
    }
    return place;
}

/// Those that came since the last pass; nothing has become free for the others.
void QueuePlanner::look_at_fresh() {
    std::ranges::sort(fresh_, {}, [](const auto& fresh) { return fresh.first; });
    auto next = fresh_.begin();
    for (; next != fresh_.end() && promises_left(); ++next) {
        const auto place = queue_.find(next->first, next->second);
        auto& job = queue_.at(place);
        job.fresh = false;
        if (start_or_promise(job)) leave(place);
    }
    if (rules_.order == ListOrder::shortest) {
        std::stable_sort(next, fresh_.end(), [](const auto& a, const auto& b) {
            return a.second.value_or(Duration::max()) < b.second.value_or(Duration::max());
        });
    }
    for (; next != fresh_.end(); ++next) {
        const auto place = queue_.find(next->first, next->second);
        queue_.at(place).fresh = false;
        if (try_now(queue_.at(place))) leave(place);
    }
}

/// Whether some job of the place's block may fit now.
bool QueuePlanner::may_start(Place place) const {
    const auto shortest = queue_.shortest(place);
    const auto until = shortest == Duration::max() ? kNever : end_of(now_, shortest);
    return pool_->may_fit(queue_.least_nodes(place), now_, until);
}

void QueuePlanner::fill_holes(Place place) {
    while (!queue_.is_end(place)) {
        if (!may_start(place)) {
            place = queue_.next_block(place);
            continue;
        }
        const auto block = place.block;
        while (!queue_.is_end(place) && place.block == block) {
            auto& job = queue_.at(place);
            job.fresh = false;
            place = !job.has_promise() && try_now(job) ? leave(place) : queue_.next(place);
        }
    }
}

void QueuePlanner::fill_holes_shortest_first() {
    for (auto place = by_length_.begin(); !by_length_.is_end(place);) {
        const auto until = end_of(now_, by_length_.shortest(place));
        if (!pool_->may_fit(by_length_.least_nodes(place), now_, until)) {
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
            leave(here);
            place = by_length_.after_erased(place);
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
    if (auto* bounds = bounds_of(job)) bounds->record(job.request->min_nodes, job.limit, best->slot.start);
    if (best->slot.start > now_) {
        if (best->slot.start <= horizon) promise(job, std::move(best->slot), best->number);
        return false;
    }
    start(job, best->number, std::move(best->slot.hold));
    return true;
}

/// What is known of jobs like this one in this pass; nothing until there were enough searches to pay for it.
StartBounds* QueuePlanner::bounds_of(const Waiting& job) {
    constexpr std::uint32_t kEnough = 256;
    const auto& request = *job.request;
    if (searches_ < kEnough || !request.is_simple() || !request.elsewhere.empty()) return nullptr;
    const auto node_class = request.classes.front().node_class;
    if (bounds_.size() <= node_class) bounds_.resize(node_class + 1);
    return &bounds_[node_class];
}

Instant QueuePlanner::not_before(const Waiting& job) {
    ++searches_;
    const auto* bounds = bounds_of(job);
    return bounds == nullptr ? now_ : std::max(now_, bounds->bound(job.request->min_nodes, job.limit));
}

bool QueuePlanner::try_now(Waiting& job) {
    for (std::size_t choice = 0; choice <= job.request->elsewhere.size(); ++choice) {
        const auto& request = request_of(job, choice);
        const auto until = end_of(now_, limit_of(job, choice));
        auto hold = pool_->fit(request, now_, until);
        if (!hold) continue;
        start(job, choice, std::move(*hold));
        return true;
    }
    return false;
}

void QueuePlanner::start(Waiting& job, std::size_t choice, Hold hold) {
    const auto until = gives_back_at(now_, limit_of(job, choice));
    occupy(hold, now_, until);
    started_.push_back({job.key, choice, std::move(hold), until});
}

/// Its nodes are taken already from now on.
bool QueuePlanner::start_promised(Waiting& job) {
    drop(job);
    return try_now(job);
}

}  // namespace sluice::engine
