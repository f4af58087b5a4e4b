// SPDX-License-Identifier: Apache-2.0
//
// Why a job waits: every blocker by name, and when it will start, from the plan itself.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scheduler/engine/planner.hpp"
#include "scheduler/engine/suggest.hpp"

namespace sluice::engine {

struct Blocker {
    std::string what;             // "4 nodes with 2 free cores each are wanted, 1 of 8 has them now"
    std::vector<JobId> jobs;      // who holds it or goes first
    std::vector<std::optional<Instant>> ends;  // of each of `jobs`, if they are all known; empty: without end
    std::optional<Instant> until; // when the last of them must have ended
};

struct Explanation {
    std::vector<Blocker> blockers;
    std::optional<Instant> planned_start;  // if nothing ends early and nothing more important arrives
    std::vector<std::string> planned_nodes;
    std::vector<Suggestion> suggestions;  // the best first
};

/// Plans the whole queue as conservative backfill does and looks the job up in it.
Explanation explain(const ClusterState& state, const Planner& planner, JobId id, Instant now);

}  // namespace sluice::engine
