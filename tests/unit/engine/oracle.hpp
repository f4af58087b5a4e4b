// SPDX-License-Identifier: Apache-2.0
//
// A second planner, slow and simple, to check the first by. It keeps a list of who has what from when until
// when and nothing else: what is free is counted anew for every question, second by second, and the earliest
// start is found by trying every second. Which nodes of those that are free a job takes is not its business
// (Machine::choose).
//
// The rules. At one instant: ends, then withdrawals and submissions, then one pass.
//  1. The queue has an order. A job occupies [start, start + limit), or until it ends; the plan knows limits only.
//  2. First come, first served: start from the head of the queue while jobs fit; stop at the first that does not.
//  3. Otherwise go through the queue until k jobs have a promise. A job that fits now, beside all that runs and
//     is promised, starts; another is promised its earliest start. If jobs behind it have promises and it does
//     not fit beside them, it came later and is more important: first all of theirs are broken.
//  4. Then every other job is tried in the order of the queue, or by (limit, queue): it starts if it fits now
//     beside all promises.
//  5. EASY backfill is k = 1 (or a few), conservative backfill is k = all.
//  6. Kept promises: when something became free, each job with a promise later than now, in the order of the
//     queue, gives its place back and gets its earliest one, the others in place; at worst the one it had. A job
//     starts when its promise comes.
//  7. Promises made anew: all are forgotten at each pass, or (Rules::on_early_end) only when something became
//     free before it was expected. With identical nodes there is no difference.
//  8. A job may have several choices (partitions): the earliest start counts, the first choice among equals.
//  9. Where a hold names nodes, a promise is one of a time only: a job that does not fit now starts nevertheless
//     if it fits without the promises, and after that each promise in the order of the queue at its own time.
// 10. A job that stands for several alike (tasks of an array) is looked at again after each start.
// 11. A job that may do with less than its limit (Request::least) starts when it fits for that, and gets as many
//     seconds more, up to its limit, as it still fits for. By rule 9 it gets no more.
// 12. When the nodes change (a reservation begins or ends), promises of nodes by number are given again, in the order of
//     the queue, each at its time.
#pragma once

#include <functional>
#include <list>
#include <optional>
#include <vector>

#include "scheduler/engine/planning/hold.hpp"
#include "scheduler/engine/planning/queue_key.hpp"
#include "scheduler/engine/request.hpp"

namespace sluice::engine::testing {

/// Somebody has this in [from, until).
struct Claim {
    Hold hold;
    Instant from, until;
};
using Claims = std::vector<const Claim*>;

class Machine {
  public:
    virtual ~Machine() = default;
    /// What the request takes of that which nobody has at any second of [from, until).
    [[nodiscard]] virtual std::optional<Hold> choose(const Request& request, const Claims& claims, Instant from,
                                                     Instant until) const = 0;
    [[nodiscard]] virtual bool names_nodes() const = 0;
    /// Whatever else than claims makes a difference to when a job fits is over by then.
    [[nodiscard]] virtual Instant nothing_changes_after() const { return Instant::min(); }
};

/// Whole nodes, by class: one node after the other of the first class listed that has one, until they suffice.
class WholeNodes final : public Machine {
  public:
    explicit WholeNodes(std::vector<std::uint32_t> sizes) : sizes_{std::move(sizes)} {}
    [[nodiscard]] std::optional<Hold> choose(const Request& request, const Claims& claims, Instant from,
                                             Instant until) const override;
    [[nodiscard]] bool names_nodes() const override { return false; }

  private:
    std::vector<std::uint32_t> sizes_;
};

/// Nodes of a cluster by name, in shares; the product's place() chooses.
class NamedNodes final : public Machine {
  public:
    explicit NamedNodes(const ClusterState& state) : state_{state} {}
    [[nodiscard]] std::optional<Hold> choose(const Request& request, const Claims& claims, Instant from,
                                             Instant until) const override;
    [[nodiscard]] bool names_nodes() const override { return true; }

  private:
    const ClusterState& state_;
};

class Oracle {
  public:
    struct Rules {
        bool backfill = true;
        std::size_t promises = 1;
        bool shortest_first = false;
        bool keep = true;
        bool on_early_end = false;  // if not kept: made anew only then
    };
    struct Job {
        QueueKey key;
        const Request* request = nullptr;
        Duration limit{0};
        std::uint32_t count = 1;
        std::size_t choice = 0;
        std::optional<Claim> promise;
    };
    struct Started {
        QueueKey key;
        std::size_t choice;
        Claim claim;
    };

    Oracle(Rules rules, const Machine& machine) : rules_{rules}, machine_{machine} {}

    void submit(const QueueKey& key, const Request& request, Duration limit, std::uint32_t count = 1);
    void withdraw(const QueueKey& key);
    /// The nodes are not what they were: a reservation begins or ends.
    void note_change() { freed_ = freed_early_ = changed_ = true; }
    /// The running job of that place in the order of starts has ended.
    void end(std::size_t started, Instant now);
    /// Says who starts; they are numbered on.
    std::vector<Started> pass(Instant now);

    [[nodiscard]] const std::vector<Job>& queue() const { return queue_; }
    /// The next promise; nothing if there is none.
    [[nodiscard]] std::optional<Instant> next_promise() const;

  private:
    [[nodiscard]] Claims claims(bool with_promises = true) const;
    bool earliest(Job& job, const Claims& claims, Instant last) const;
    bool fits_now(Job& job);
    bool try_at(Job& job, std::size_t choice, const Claims& claims, Instant start) const;
    bool fits_beside_moved_promises(Job& job, std::size_t choice);
    void renew_promises();
    void place_promises_again();
    void break_promises_from(std::size_t place);
    [[nodiscard]] bool has_promise_from(std::size_t place) const;
    void start(Job& job);
    void give_promises();
    void fill_holes();

    Rules rules_;
    const Machine& machine_;
    std::vector<Job> queue_;  // in order
    std::vector<std::optional<Claim>> running_;  // by order of starts; empty when it has ended
    std::vector<Started> started_;
    Instant now_;
    bool freed_ = false, freed_early_ = false, changed_ = false;
};

}  // namespace sluice::engine::testing
