// SPDX-License-Identifier: Apache-2.0
//
// What a user could ask for instead so that a waiting job starts sooner: single changes of its request, each
// tried out on a copy of the planner, at the job's place in the queue.
#pragma once

#include <string>
#include <vector>

#include "scheduler/engine/events.hpp"
#include "scheduler/engine/planner.hpp"

namespace sluice::engine {

struct Suggestion {
    std::string option;   // "--time=2:00:00"; empty: leave `without` away
    std::string without;  // "--contiguous"
    std::string update;   // "TimeLimit=2:00:00", for scontrol update
    ChangeJob change;     // the same as an event; who orders it is left open
    Instant start;        // when the job then starts, if nothing ends early and nothing more important arrives
    double size = 0;      // of the change: 0 nothing, 1 everything
};

/// At most three, for a job that would start at `planned`, or never: first those with which it starts now, the
/// smallest change first, then the others by their starts.
std::vector<Suggestion> suggest(const ClusterState& state, const Planner& planner, JobId id,
                                std::optional<Instant> planned, Instant now);

}  // namespace sluice::engine
