// SPDX-License-Identifier: Apache-2.0
//
// What the plan says about the future, if every job takes its whole time limit and nothing else happens. Tried
// out on a copy of the planner; nothing here changes the state.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "scheduler/engine/planner.hpp"

namespace sluice::engine {

/// When and where a waiting job will start. Nothing if it will not, or if it is so far off that finding out
/// would take too long.
std::optional<PlannedStart> forecast(const ClusterState& state, const Planner& planner, JobId job, Instant now);

/// The same of all jobs in the queue. When that would take too long, the far ones are told their full_plan().
std::map<JobId, PlannedStart> forecast_all(const ClusterState& state, const Planner& planner, Instant now);

/// When a waiting job would start if its record were `changed`, at its old place in the queue; only if that is
/// before `before`. Takes the jobs it considers off `work`, and gives up when there is none left.
std::optional<Instant> start_if_changed(const ClusterState& state, const Planner& planner, const JobEntry& changed,
                                        Instant before, Instant now, std::size_t& work);

/// The start of every job in the queue if all of them were promised one, in the order of the queue; those that
/// cannot have one are left out.
std::vector<PlannedStart> full_plan(const ClusterState& state, Instant now);

/// When and where a job of this request would start if it came now, behind all others.
std::optional<PlannedStart> trial(const ClusterState& state, const std::shared_ptr<const Request>& request, Instant now);

}  // namespace sluice::engine
