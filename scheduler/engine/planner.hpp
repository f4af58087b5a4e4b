// SPDX-License-Identifier: Apache-2.0
//
// The planner of a cluster: keeps the queue and the future of its nodes in step with the state, and says who
// starts now and what is promised to those who wait. What it decides by is in planning/.
#pragma once

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/placement.hpp"
#include "scheduler/engine/planning/late_binding.hpp"
#include "scheduler/engine/planning/queue_planner.hpp"

namespace sluice::engine {

struct PlannedStart {
    JobId job;
    std::size_t partition = 0;
    Instant start;
    Placement placement;  // empty for a promise of nodes by number
    TimeLimit limit{};    // how long it may run

    friend bool operator==(const PlannedStart&, const PlannedStart&) = default;
};

/// What a look at the queue brought. Only what is different from last time.
struct Plan {
    std::vector<PlannedStart> start_now;                     // in the order in which they were decided
    std::map<JobId, std::optional<PlannedStart>> promises;   // made, moved; empty: taken back
    std::map<JobId, Reason> reasons;                         // why jobs wait
};

class Planner {
  public:
    explicit Planner(PlanRules rules) : rules_{rules} {}

    /// Takes in what has changed in the state, and looks at the queue.
    Plan plan(ClusterState& state, Instant now);
    /// When the next look is due although nothing happens; nothing if never.
    [[nodiscard]] std::optional<Instant> next_wake() const;

  private:
    friend class Forecast;

    /// What a request comes to at present. Jobs that ask for the same share it.
    struct Prospect {
        std::shared_ptr<const Request> asked;    // as the job has it
        std::shared_ptr<const Request> request;  // in the partitions that start jobs
        Instant lapses = kNever;                 // when its limit on switches does: of one job only
        bool hopeless = false;                   // the usable nodes can never hold it
    };
    /// What the queue planner was told of a waiting job,
    struct Queued {
        QueueKey key;
        std::shared_ptr<const Prospect> wanted;
        std::uint32_t startable = 1;  // tasks of an array
        std::uint32_t left = 1;

        [[nodiscard]] const Request& request() const { return *wanted->request; }
    };
    /// and of a running one.
    struct Running {
        Hold hold;
        std::vector<NodeIndex> nodes;  // if nodes are planned by number
        Instant until;
    };

    // taking in what has changed
    void take_in(const ClusterState& state, const Changes& changes, Instant now);
    void rebuild(const ClusterState& state, Instant now);
    void take_in(const ClusterState& state, const JobEntry& entry, Instant now);
    void take_in_running(const ClusterState& state, const JobEntry& entry, Instant now);
    void claim_return(const ClusterState& state, const JobEntry& entry, Instant now);
    bool take_in_waiting(const ClusterState& state, const JobEntry& entry, const QueueKey& key, Instant now, bool promised);
    void forget(JobId id, Instant now);
    void look_at_ending(const ClusterState& state, Instant now);
    [[nodiscard]] bool is_current(const ClusterState& state, const JobEntry& entry, Instant now) const;
    [[nodiscard]] static std::shared_ptr<const Prospect> bind_switches(const std::shared_ptr<const Prospect>& wanted, const Job& job, Instant now);
    [[nodiscard]] Hold hold_of(const ClusterState& state, const JobEntry& entry) const;
    const std::shared_ptr<const Prospect>& prospect_of(const ClusterState& state, const std::shared_ptr<const Request>& request);
    void leave_line(const Queued& known) { lines_[known.wanted->asked->partition].erase(known.key); }

    // the look at the queue
    PlannedStart enter(const Start& start, Instant now, Placement placement);
    [[nodiscard]] std::optional<PlannedStart> earliest_behind_all(const ClusterState& state,
                                                                  const std::shared_ptr<const Request>& request, JobId id,
                                                                  Instant now) const;

    // saying what is new
    [[nodiscard]] std::optional<PlannedStart> promise_of(JobId id) const;
    void report_promises(const ClusterState& state, Plan& plan);
    [[nodiscard]] Reason reserved_reason(const ClusterState& state, const Request& request, Instant now) const;
    void report_heads(const ClusterState& state, Plan& plan, Instant now);

    PlanRules rules_;
    std::optional<QueuePlanner> queue_;                 // empty until the first look
    std::optional<LateBinding> binding_;                // if nodes are planned by number
    std::vector<NodeIndex> lent_;                       // to tasks of arrays that were started and are not known yet
    absl::btree_map<JobId, Queued> queued_;
    std::unordered_map<JobId, Running> running_;
    std::set<std::pair<Instant, JobId>> ends_;          // of running jobs, expected
    std::set<JobId> ending_;                            // running jobs that are being ended, or should have
    std::map<std::size_t, absl::btree_set<QueueKey>> lines_;  // the queue, by partition
    std::map<std::size_t, QueueKey> heads_;             // who was first in its partition when last reported
    absl::btree_map<const Request*, std::shared_ptr<const Prospect>> prospects_;  // while nodes and partitions stay as they are
    std::map<JobId, Reason> news_;                      // reasons found while taking in
    bool report_all_ = false;                           // every promise may be another than was reported
};

/// The request as far as its partitions start jobs now; nothing if none does.
std::shared_ptr<const Request> startable(const std::shared_ptr<const Request>& request, const ClusterState& state);

/// Why a job may not be planned at all now (held, too early, partition down), or Reason::none.
Reason ineligible_reason(const JobEntry& entry, const ClusterState& state, Instant now);

/// When a running or completing job is expected to give its resources back; always after `now`. One that
/// is being ended has kill_wait for it, but never more than its limit: what is promised stays promised. One
/// that resists even SIGKILL is expected to do so for as long again.
Instant expected_end(const Job& job, Instant now, Duration kill_wait);

}  // namespace sluice::engine
