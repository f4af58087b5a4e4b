// SPDX-License-Identifier: Apache-2.0
//
// The planner: who starts now, and what is promised to those who wait. An interface, so that a better
// planner takes the place of this one without the controller or the simulator noticing.
#pragma once

#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/placement.hpp"

namespace sluice::engine {

struct PlannedStart {
    JobId job;
    std::size_t partition = 0;
    Instant start;
    Placement placement;
};

struct Plan {
    std::vector<PlannedStart> start_now;  // in the order of the queue
    std::vector<PlannedStart> promised;   // later starts that nothing started now may delay; in queue order
    std::map<JobId, Reason> waiting;      // why every other job in the queue waits
};

/// How far a plan looks.
struct PlanDepth {
    bool backfill = true;             // false: nothing passes the first job that waits
    std::uint32_t reservations = 1;   // how many waiting jobs are promised a start
    static PlanDepth of(const SchedulingSpec& settings);
    static constexpr std::uint32_t kAll = std::numeric_limits<std::uint32_t>::max();
};

class Planner {
  public:
    virtual ~Planner() = default;
    /// Pure: the same state and time give the same plan.
    [[nodiscard]] virtual Plan plan(const ClusterState& state, Instant now, PlanDepth depth) const = 0;
    /// When and where a waiting job will start if every job takes its whole limit and nothing else happens.
    /// Nothing if it will not, or if it is so far off that finding out would take too long.
    [[nodiscard]] virtual std::optional<PlannedStart> forecast(const ClusterState& state, JobId job, Instant now,
                                                               PlanDepth depth) const = 0;
};

/// FCFS, EASY and conservative backfill over exact per-node profiles; see backfill.cpp.
std::unique_ptr<Planner> make_backfill_planner();

/// Why a job may not be planned at all now (held, too early, partition down), or Reason::none.
Reason ineligible_reason(const JobEntry& entry, const ClusterState& state, Instant now);

}  // namespace sluice::engine
