// SPDX-License-Identifier: Apache-2.0
//
// The scheduling engine: events in, effects out. No clock, socket, file, thread, environment or randomness;
// the same events give the same state. The controller and the simulator drive the very same engine.
#pragma once

#include <memory>
#include <optional>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/effects.hpp"
#include "scheduler/engine/events.hpp"
#include "scheduler/engine/planner.hpp"

namespace sluice::engine {

class Engine {
  public:
    explicit Engine(ClusterConfig config);

    /// Applies one event. `now` never goes back from one call to the next.
    [[nodiscard]] Outcome apply(const Event& event, Instant now);

    /// When the next Schedule is due although nothing else happens: a limit runs out, a begin time comes.
    [[nodiscard]] std::optional<Instant> next_wake() const;

    [[nodiscard]] const ClusterState& state() const { return state_; }
    [[nodiscard]] const Planner& planner() const { return planner_; }

    // Rebuilding the state from stored records, before the first event. Records that name nodes or
    // partitions which no longer exist are taken as they are.
    void restore(Job job, std::vector<Step> steps);
    void restore(const NodeRecord& node);
    void restore(const PartitionSpec& partition);
    void restore(Reservation reservation);  // before the jobs
    void restore_next_job_id(JobId next);
    /// Before the jobs.
    void restore(const AccountBook& accounts, const std::vector<AccountUsage>& usage);

  private:
    friend class Transition;
    [[nodiscard]] bool needs_intervals() const;

    ClusterState state_;
    Planner planner_;
    std::set<std::pair<Instant, JobId>> timers_;  // JobEntry::wake of all jobs
    std::optional<Instant> next_interval_;        // when usage is charged next; empty before the first Schedule
    Instant next_edge_ = kNever;  // when a reservation next begins or ends
    bool shutting_down_ = false;
};

}  // namespace sluice::engine
