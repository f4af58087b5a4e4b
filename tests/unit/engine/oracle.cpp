// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/engine/oracle.hpp"

#include <algorithm>
#include <utility>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/placement.hpp"

namespace sluice::engine::testing {
namespace {

constexpr Duration kSecond{1};

const Request& choice_of(const Oracle::Job& job, std::size_t choice) {
    return choice == 0 ? *job.request : job.request->elsewhere[choice - 1];
}

Duration limit_of(const Oracle::Job& job, std::size_t choice) {
    return choice == 0 ? job.limit : *job.request->elsewhere[choice - 1].limit;
}

/// What it must have.
Duration least_of(const Oracle::Job& job, std::size_t choice) {
    const auto& least = choice_of(job, choice).least;
    return least ? *least : limit_of(job, choice);
}

bool at(const Claim& claim, Instant second) { return claim.from <= second && second < claim.until; }

std::int64_t nodes_of_class(const Hold& hold, std::uint32_t node_class) {
    std::int64_t nodes = 0;
    hold.counts.for_each([&](const ClassCount& count) { nodes += count.node_class == node_class ? count.nodes : 0; });
    return nodes;
}

}  // namespace

// ---- what is free

std::optional<Hold> WholeNodes::choose(const Request& request, const Claims& claims, Instant from, Instant until) const {
    Hold hold;
    std::uint64_t nodes = 0, tasks = 0;
    const auto enough = [&] { return nodes >= request.min_nodes && (!request.tasks_given || tasks >= request.tasks); };
    for (const auto& share : request.classes) {
        std::int64_t free = sizes_[share.node_class];
        for (auto second = from; second < until && free > 0; second += kSecond) {
            std::int64_t left = sizes_[share.node_class];
            for (const auto* claim : claims) left -= at(*claim, second) ? nodes_of_class(claim->hold, share.node_class) : 0;
            free = std::min(free, left);
        }
        std::uint32_t taken = 0;
        for (; free > 0 && nodes < request.max_nodes && (!enough() || request.takes_all()); --free) {
            ++taken;
            ++nodes;
            tasks += share.capacity;
        }
        if (taken > 0) hold.counts.add({share.node_class, taken});
    }
    if (!enough()) return std::nullopt;
    return hold;
}

std::optional<Hold> NamedNodes::choose(const Request& request, const Claims& claims, Instant from, Instant until) const {
    std::vector<NodeOffer> offers;
    for (const auto& node : state_.nodes()) offers.push_back({node.total, true});
    for (auto second = from; second < until; second += kSecond) {
        std::vector<Amount> left;
        for (const auto& node : state_.nodes()) left.push_back(node.total);
        for (const auto* claim : claims) {
            if (!at(*claim, second)) continue;
            for (const auto& placed : claim->hold.placement) {
                left[placed.node.value()].subtract(placed.amount);
                offers[placed.node.value()].idle = false;
            }
        }
        for (std::size_t i = 0; i < offers.size(); ++i) offers[i].amount.limit_to(left[i]);
    }
    auto placement = place(request, state_, [&](NodeIndex node) { return offers[node.value()]; });
    if (!placement) return std::nullopt;
    Hold hold;
    hold.placement = std::move(*placement);
    return hold;
}

Claims Oracle::claims(bool with_promises) const {
    Claims list;
    for (const auto& claim : running_) {
        if (claim) list.push_back(&*claim);
    }
    for (const auto& job : queue_) {
        if (with_promises && job.promise) list.push_back(&*job.promise);
    }
    return list;
}

/// Gives the job a place from `start` on, for as long as may be, if there is one.
bool Oracle::try_at(Job& job, std::size_t choice, const Claims& claims, Instant start) const {
    const auto& request = choice_of(job, choice);
    auto length = least_of(job, choice);
    auto hold = machine_.choose(request, claims, start, start + length);
    if (!hold) return false;
    while (length < limit_of(job, choice)) {
        auto longer = machine_.choose(request, claims, start, start + length + kSecond);
        if (!longer) break;
        hold = std::move(longer);
        length += kSecond;
    }
    job.choice = choice;
    job.promise = Claim{std::move(*hold), start, start + length};
    return true;
}

/// Gives the job its earliest place from now to `last`, if there is one.
bool Oracle::earliest(Job& job, const Claims& claims, Instant last) const {
    for (auto start = now_; start <= last; start += kSecond) {
        for (std::size_t choice = 0; choice <= job.request->elsewhere.size(); ++choice) {
            if (try_at(job, choice, claims, start)) return true;
        }
    }
    return false;
}

// ---- events

void Oracle::submit(const QueueKey& key, const Request& request, Duration limit, std::uint32_t count) {
    const auto behind = std::ranges::find_if(queue_, [&](const Job& job) { return key < job.key; });
    queue_.insert(behind, Job{key, &request, limit, count, 0, std::nullopt});
}

void Oracle::withdraw(const QueueKey& key) {
    const auto job = std::ranges::find(queue_, key, &Job::key);
    if (job->promise) freed_ = freed_early_ = true;
    queue_.erase(job);
}

void Oracle::end(std::size_t started, Instant now) {
    freed_ = true;
    if (running_[started]->until > now) freed_early_ = true;
    running_[started].reset();
}

std::optional<Instant> Oracle::next_promise() const {
    std::optional<Instant> next;
    for (const auto& job : queue_) {
        if (job.promise) next = std::min(next.value_or(job.promise->from), job.promise->from);
    }
    return next;
}

// ---- the pass

std::vector<Oracle::Started> Oracle::pass(Instant now) {
    now_ = now;
    started_.clear();
    if (rules_.keep && changed_ && !machine_.names_nodes()) place_promises_again();
    changed_ = false;
    if (rules_.keep && freed_) renew_promises();
    if (!rules_.keep && (!rules_.on_early_end || freed_early_)) break_promises_from(0);
    freed_ = freed_early_ = false;
    give_promises();
    if (rules_.backfill) fill_holes();
    return started_;
}

void Oracle::place_promises_again() {
    std::vector<std::optional<Claim>> promises;
    for (auto& job : queue_) promises.push_back(std::exchange(job.promise, std::nullopt));
    for (std::size_t i = 0; i < queue_.size(); ++i) {
        if (promises[i]) try_at(queue_[i], queue_[i].choice, claims(), promises[i]->from);
    }
}

void Oracle::renew_promises() {
    for (auto& job : queue_) {
        if (!job.promise || job.promise->from <= now_) continue;
        const auto old = *job.promise;
        job.promise.reset();
        if (!earliest(job, claims(), old.from)) job.promise = old;
    }
}

void Oracle::break_promises_from(std::size_t place) {
    for (; place < queue_.size(); ++place) queue_[place].promise.reset();
}

bool Oracle::has_promise_from(std::size_t place) const {
    return std::any_of(queue_.begin() + static_cast<std::ptrdiff_t>(place), queue_.end(),
                       [](const Job& job) { return job.promise.has_value(); });
}

/// Now on what its promise names.
void Oracle::start(Job& job) {
    started_.push_back({job.key, job.choice, *job.promise});
    running_.push_back(job.promise);
    job.promise.reset();
    --job.count;
}

bool Oracle::fits_now(Job& job) {
    for (std::size_t choice = 0; choice <= job.request->elsewhere.size(); ++choice) {
        if (try_at(job, choice, claims(), now_)) return true;
        if (machine_.names_nodes() && fits_beside_moved_promises(job, choice)) return true;
    }
    return false;
}

bool Oracle::fits_beside_moved_promises(Job& job, std::size_t choice) {
    auto taken = claims(false);
    const auto end = now_ + least_of(job, choice);
    auto hold = machine_.choose(choice_of(job, choice), taken, now_, end);
    if (!hold) return false;
    const Claim claim{std::move(*hold), now_, end};
    taken.push_back(&claim);
    std::list<Claim> moved;
    for (const auto& other : queue_) {
        if (!other.promise) continue;
        auto place = machine_.choose(choice_of(other, other.choice), taken, other.promise->from, other.promise->until);
        if (!place) return false;
        moved.push_back({std::move(*place), other.promise->from, other.promise->until});
        taken.push_back(&moved.back());
    }
    for (auto& other : queue_) {
        if (!other.promise) continue;
        other.promise = moved.front();
        moved.pop_front();
    }
    job.choice = choice;
    job.promise = claim;
    return true;
}

void Oracle::give_promises() {
    std::size_t ahead = 0;
    for (std::size_t i = 0; i < queue_.size() && (ahead < rules_.promises || !rules_.backfill);) {
        auto& job = queue_[i];
        if (!job.promise && !fits_now(job)) {
            if (!rules_.backfill) return;
            if (has_promise_from(i)) break_promises_from(i);
            auto last = now_;
            for (const auto* claim : claims()) last = std::max(last, claim->until);
            last = std::max(last, machine_.nothing_changes_after());
            if (job.request->max_switches) last = std::max(last, job.request->switches_until);
            earliest(job, claims(), last);
        }
        if (job.promise && job.promise->from <= now_) {
            start(job);
            if (job.count == 0) queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(i));
            continue;
        }
        if (job.promise) ++ahead;
        ++i;
    }
}

void Oracle::fill_holes() {
    std::vector<QueueKey> order;
    auto jobs = queue_;
    if (rules_.shortest_first) std::ranges::stable_sort(jobs, {}, &Job::limit);
    for (const auto& job : jobs) order.push_back(job.key);
    for (const auto& key : order) {
        const auto job = std::ranges::find(queue_, key, &Job::key);
        while (!job->promise && job->count > 0 && fits_now(*job)) start(*job);
        if (job->count == 0) queue_.erase(job);
    }
}

}  // namespace sluice::engine::testing
