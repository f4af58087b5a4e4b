// SPDX-License-Identifier: Apache-2.0
//
// All jobs that the engine remembers. Most of them wait or are over, and nothing happens to them for a long time:
// those sleep, packed into a few hundred bytes. Whoever asks for one job finds it awake; whoever looks through many
// only peeks, and lets them sleep on. Part of ClusterState.
#pragma once

#include <absl/container/btree_map.h>

#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/engine/planning/queue_key.hpp"
#include "scheduler/engine/request.hpp"
#include "scheduler/model/dependency.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::engine {

/// A job with what the engine derived from it.
struct JobEntry {
    Job job;
    std::shared_ptr<const Request> request;  // empty when it cannot run in the present configuration
    Reason misfit = Reason::none;    // and why, then
    std::vector<NodeIndex> nodes;    // of job.shares, while it holds them; missing nodes are left out
    std::vector<Amount> held;        // what it took from each of `nodes`
    std::map<StepNumber, Step> steps;  // of the present attempt
    std::optional<Instant> wake;     // when time may do something to it: the engine's timer
    Dependency dependency;           // what it still waits for: job.unmet_dependency
    bool singleton = false;          // no other job of its name and user may run beside it
    std::optional<QueueKey> key;     // its place in the queue, if it is there
};

class JobTable {
  public:
    /// What peek() saw: the entry itself, or a copy of one that sleeps. Like a pointer, null if there is no such job.
    class Glimpse {
      public:
        explicit operator bool() const { return seen_ != nullptr; }
        const JobEntry& operator*() const { return *seen_; }
        const JobEntry* operator->() const { return seen_; }
        Glimpse(const Glimpse&) = delete;
        Glimpse& operator=(const Glimpse&) = delete;
        ~Glimpse() = default;

      private:
        friend class JobTable;
        Glimpse(const JobTable& table, JobId id);
        const JobEntry* seen_ = nullptr;
        std::optional<JobEntry> copy_;
    };
    /// Goes through all jobs in the order of their numbers, peeking. An entry is to be left before the next is seen.
    class Iterator {
      public:
        using value_type = std::pair<JobId, const JobEntry&>;
        value_type operator*() const { return {*id_, **glimpse_}; }
        Iterator& operator++() {
            show(table_->after(id_));
            return *this;
        }
        bool operator==(std::default_sentinel_t) const { return !id_; }

      private:
        friend class JobTable;
        explicit Iterator(const JobTable& table) : table_{&table} { show(table.after({})); }
        void show(std::optional<JobId> id);
        const JobTable* table_;
        std::optional<JobId> id_;
        std::unique_ptr<Glimpse> glimpse_;
    };

    JobEntry& add(Job job);
    void erase(JobId id);
    /// Wakes it: references to it hold until let_sleep().
    JobEntry* find(JobId id) { return awaken(id); }
    [[nodiscard]] const JobEntry* find(JobId id) const { return awaken(id); }
    [[nodiscard]] Glimpse peek(JobId id) const { return {*this, id}; }
    [[nodiscard]] Iterator begin() const { return Iterator{*this}; }
    [[nodiscard]] static std::default_sentinel_t end() { return {}; }
    [[nodiscard]] std::size_t size() const { return awake_.size() + asleep_.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }

    // what is asked of many, without a look at the rest
    [[nodiscard]] std::optional<QueueKey> key_of(JobId id) const;
    void set_key(JobId id, const std::optional<QueueKey>& key);
    [[nodiscard]] std::shared_ptr<const Request> request_of(JobId id) const;
    [[nodiscard]] bool is_promised(JobId id) const;
    /// It waits for this reason, and nothing more is said of it.
    [[nodiscard]] bool has_reason(JobId id, Reason reason) const;
    /// Of one that sleeps; false if it must be woken for that.
    bool set_reason(JobId id, Reason reason);

    /// Something has happened to the job, after which it may sleep.
    void note_use(JobId id) { used_.push_back(id); }
    /// Those that were used and have nothing to do now. References to jobs end here.
    void let_sleep();

  private:
    struct Asleep {
        std::unique_ptr<char[]> packed;  // all that is not below
        std::shared_ptr<const Request> request;
        QueueKey key;  // of job 0: it is not in the queue
        Reason reason = Reason::none;
        bool has_detail = false;  // of the reason
        bool promised = false;
    };

    /// What a job says of itself, asleep or awake; `otherwise` if there is no such job.
    template <class OfAsleep, class OfAwake, class Answer>
    Answer ask(JobId id, const OfAsleep& of_asleep, const OfAwake& of_awake, Answer otherwise) const;

    JobEntry* awaken(JobId id) const;
    [[nodiscard]] static std::optional<QueueKey> key_in(const Asleep& asleep);
    [[nodiscard]] static JobEntry unpack(const Asleep& asleep);
    [[nodiscard]] Asleep pack(JobEntry& entry);
    /// The next job's number.
    [[nodiscard]] std::optional<JobId> after(std::optional<JobId> id) const;

    // Whether a job sleeps makes no difference to whoever reads it.
    mutable std::map<JobId, JobEntry> awake_;
    mutable absl::btree_map<JobId, Asleep> asleep_;
    mutable std::vector<JobId> used_;
    std::string room_;  // in which jobs are packed
};

}  // namespace sluice::engine
