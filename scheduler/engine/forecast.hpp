// SPDX-License-Identifier: Apache-2.0
//
// What the plan says about the future, if every job takes its whole time limit and nothing else happens. Tried
// out on a copy of the planner; nothing here changes the state.
#pragma once

#include <optional>
#include <vector>

#include "scheduler/engine/planner.hpp"

namespace sluice::engine {

/// When and where a waiting job will start. Nothing if it will not, or if it is so far off that finding out
/// would take too long.
std::optional<PlannedStart> forecast(const ClusterState& state, const Planner& planner, JobId job, Instant now);

/// The start of every job in the queue if all of them were promised one, in the order of the queue; those that
/// cannot have one are left out.
std::vector<PlannedStart> full_plan(const ClusterState& state, Instant now);

/// When and where a job of this request would start if it came now, behind all others.
std::optional<PlannedStart> trial(const ClusterState& state, const std::shared_ptr<const Request>& request, Instant now);

}  // namespace sluice::engine
