// SPDX-License-Identifier: Apache-2.0
//
// What must happen in the world because of an event. All of it may be repeated without harm: after a crash
// between commit and effect, the controller performs it again.
#pragma once

#include <set>
#include <string>
#include <variant>
#include <vector>

#include "scheduler/engine/accounting/accounts.hpp"
#include "scheduler/engine/events.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::engine {

/// Start a step's part on one node: the node at `position` in its shares.
struct LaunchStep {
    StepRun run;
    std::string node;
    std::uint32_t position = 0;
    friend bool operator==(const LaunchStep&, const LaunchStep&) = default;
};

/// End a step's part on one node: SIGTERM, then SIGKILL after kill_wait.
struct EndStep {
    StepRun run;
    std::string node;
    bool announce = false;  // say in the job's output that it was cancelled
    std::string cause;      // and why: "DUE TO TIME LIMIT"; empty for a plain cancel
    friend bool operator==(const EndStep&, const EndStep&) = default;
};

struct SignalStep {
    StepRun run;
    std::string node;
    std::uint32_t signal = 0;
    bool whole_step = false;  // every process, not only the tasks themselves
    friend bool operator==(const SignalStep&, const SignalStep&) = default;
};

/// Stop all processes of a step's part on one node where they are, or let them go on.
struct SuspendStep {
    StepRun run;
    std::string node;
    bool resume = false;
    friend bool operator==(const SuspendStep&, const SuspendStep&) = default;
};

using Effect = std::variant<LaunchStep, EndStep, SignalStep, SuspendStep>;

/// What one event changed, what must be done, and what the one who asked is told.
struct Outcome {
    std::set<JobId> jobs;          // whose records changed
    std::set<StepRun> steps;
    std::set<std::string> nodes;
    std::set<std::string> partitions;
    AccountRecords accounts;
    std::set<std::string> reservations;  // made, changed or gone
    std::vector<Step> final_steps; // records of steps that left the state with this event (a requeued job's)
    std::vector<Effect> effects;
    Result<StepId> answer = StepId{};  // the job or step that was made; or why the request was refused
};

}  // namespace sluice::engine
