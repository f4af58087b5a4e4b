// SPDX-License-Identifier: Apache-2.0
//
// Who starts now, and what is promised to those who wait. One planner; its rules make it FCFS, EASY or
// conservative backfill.
//
// The queue is gone through in its order. A job that fits now, for its whole limit, starts. One that does not
// is promised the earliest time at which it fits, as long as there are promises left to give; jobs after it may
// use only what the promises leave. With one promise this is EASY backfill, with all of them conservative
// backfill, with none and no passing it is first come, first served.
//
// A kept promise only moves forward: when something ends early, each promised job in the order of the queue
// leaves its place and takes the earliest one, at worst the one it left. Only a more important job that arrives
// breaks the promises of those behind it.
//
// The planner remembers: an event costs what it changes, not the length of the queue.
// Assumes that every limit is a true upper bound; a job that overruns is ended elsewhere.
// Source: Mu'alem and Feitelson, IEEE TPDS 12(6), 2001.
#pragma once

#include <limits>
#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

#include "scheduler/engine/planning/node_pool.hpp"
#include "scheduler/engine/planning/start_bounds.hpp"
#include "scheduler/engine/planning/waiting_list.hpp"
#include "scheduler/model/cluster.hpp"

namespace sluice::engine {

struct PlanRules {
    static constexpr std::uint32_t kAll = std::numeric_limits<std::uint32_t>::max();

    bool backfill = true;             // false: nothing passes the first job that waits
    std::uint32_t promises = 1;       // how many waiting jobs are promised a start
    ListOrder order = ListOrder::queue;  // of those that may pass a promised job
    TimeLimit horizon;                // no promise later than this from now
    bool keep_plans = true;           // false: promises are made anew when something ends early

    static PlanRules of(const SchedulingSpec& settings);
};

/// A job that leaves the queue and runs from now until `until` at the latest.
struct Start {
    QueueKey key;
    std::size_t choice = 0;  // its partition, as in Waiting
    Hold hold;
    Instant until;
    TimeLimit limit;  // that it was given
};

class QueuePlanner {
  public:
    QueuePlanner(PlanRules rules, PoolOwner pool);

    // the queue; a job that waits for something else than resources is not in it
    /// `count`: so many jobs alike, of one key, start one after the other: tasks of an array.
    void enqueue(const QueueKey& key, const Request& request, const TimeLimit& limit, std::uint32_t count = 1);
    /// One that was promised a start before; says whether the promise can still be kept, on the same nodes or
    /// others. If not, the job is in the queue without it.
    bool enqueue_promised(const QueueKey& key, const Request& request, const TimeLimit& limit, Instant start,
                          std::size_t choice, const std::vector<TasksOn>& where, Instant now,
                          std::uint32_t count = 1);
    void dequeue(const QueueKey& key, const TimeLimit& limit);

    // the machine
    /// A job runs that this planner did not start, or longer than was expected. Promises that stand in the way
    /// are kept on other nodes, or a second later if they are due, or are broken.
    void occupy(const Hold& hold, Instant from, Instant until);
    /// Somebody who runs already will have more, later; not if others have it then.
    void claim(const Hold& hold, Instant from, Instant until);
    /// What was just started will be occupied by somebody else.
    void hand_over(const Hold& hold, Instant from, Instant until);
    /// A running job ended that was expected to run until `until`.
    void release(const Hold& hold, Instant now, Instant until);

    /// Looks at the queue. Valid until the next call.
    const std::vector<Start>& pass(Instant now);
    /// When the next pass is due although nothing else happens: a promise; kNever if none.
    [[nodiscard]] Instant next_wake() const { return next_due_; }

    [[nodiscard]] const WaitingList& queue() const { return queue_; }
    [[nodiscard]] const NodePool& pool() const { return *pool_; }
    [[nodiscard]] const Waiting& find(const QueueKey& key, const TimeLimit& limit) const { return queue_.at(queue_.find(key, limit)); }
    /// Has take_renewed() tell whose promises have changed.
    void watch_promises() { watching_ = true; }
    /// Jobs whose promises were made, moved or broken since the last call, some perhaps twice; they may have
    /// left the queue.
    std::vector<std::pair<QueueKey, TimeLimit>> take_renewed() { return std::exchange(renewed_, {}); }

  private:
    using Place = WaitingList::Place;

    // promises
    void renew_promises();
    void renew(Waiting& job);
    bool keep_promise(Waiting& job, std::size_t choice, Instant start, const std::vector<TasksOn>& where);
    bool keep_place(Waiting& job);
    void take_before_promises(const Hold& hold, Instant from, Instant until);
    void promise_from(Waiting& job, Slot slot, std::size_t choice, Instant from, const TimeLimit& granted);
    void drop(Waiting& job);
    void lose(Waiting& job);
    void drop_from(Place place);
    void forget_promises();

    // the pass
    void look_at_all();
    void look_at_fresh();
    template <class Starts>
    void start_all(const std::pair<QueueKey, TimeLimit>& which, const Starts& starts);
    Place give_promises(Place place);
    void fill_holes(Place place);
    void fill_holes_shortest_first();
    bool start_or_promise(Waiting& job);
    bool go_before_promises(Place place);
    bool try_now(Waiting& job);
    bool start_promised(Waiting& job);
    void start(Waiting& job, std::size_t choice, Hold hold, const TimeLimit& granted);
    [[nodiscard]] bool may_start(const WaitingList& list, Place place) const;
    Place leave(Place place);
    Place after_start(Place place);

    // promises that stand in the way, if they can be kept elsewhere
    [[nodiscard]] std::vector<Place> promised_jobs() const;
    bool move_promises(Waiting& job, const Request& request, std::size_t choice);
    bool place_again(const std::vector<Place>& promised);
    void book(const Waiting& job);
    void unbook(const Waiting& job);

    // shortcuts of a pass
    [[nodiscard]] StartBounds* bounds_of(const Waiting& job);
    [[nodiscard]] Instant not_before(const Waiting& job);

    // small things
    struct Choice {
        std::size_t number = 0;
        Slot slot;
        TimeLimit granted;
    };
    void promise(Waiting& job, Choice choice);
    struct Granted {
        Hold hold;
        TimeLimit limit;
    };
    [[nodiscard]] std::optional<Granted> place_for(const Waiting& job, std::size_t choice, Instant from, Instant start) const;
    [[nodiscard]] std::optional<Granted> place_again_for(const Waiting& job, std::size_t choice, Instant from, Instant start,
                                                         const std::vector<TasksOn>& where) const;
    [[nodiscard]] TimeLimit longest(const Waiting& job, std::size_t choice, Instant from, Instant start, Hold& hold) const;
    [[nodiscard]] std::optional<Choice> earliest(const Waiting& job, Instant from, Instant not_after) const;
    static const Request& request_of(const Waiting& job, std::size_t choice);
    static TimeLimit limit_of(const Waiting& job, std::size_t choice);
    static TimeLimit least_of(const Waiting& job, std::size_t choice);
    [[nodiscard]] bool promises_left() const { return promised_ < rules_.promises; }

    PlanRules rules_;
    PoolOwner pool_;     // with what is promised
    PoolOwner running_;  // without; only if promises are made anew all the time
    WaitingList queue_;
    WaitingList by_length_{ListOrder::shortest};  // the same jobs, kept only if the rules want that order
    std::vector<std::pair<QueueKey, TimeLimit>> fresh_;
    std::vector<std::pair<QueueKey, TimeLimit>> renewed_;
    std::vector<Start> started_;
    std::unordered_set<const Request*> failed_;  // requests that found no place now; what is free only shrinks
    bool watching_ = false;
    std::vector<StartBounds> bounds_;  // by node class, if it is worth while in this pass
    std::uint32_t searches_ = 0;                         // in this pass
    Instant now_ = Instant::min();
    Instant next_due_ = kNever;
    std::uint32_t promised_ = 0;
    QueueKey last_promised_;   // behind it nobody has a promise
    bool released_ = true;     // since the last pass something became free,
    bool gave_back_ = false;   // and sooner than was expected
};

}  // namespace sluice::engine
