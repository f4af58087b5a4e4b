// SPDX-License-Identifier: Apache-2.0
//
// What a simulation drives: something that jobs are given to, that is told when they end, and that says at
// each pass which of them start. The driver (simulate.hpp) owns the clock; `now` never goes back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/model/ids.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/model/time.hpp"
#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

/// A job that starts (`running`), that must wait again (`pending`), or that is ended otherwise than by the
/// driver (a final state). One that starts has a limit at which it will be ended, and `node_count` nodes of
/// Changes::nodes beginning with `first_node`; a machine without nodes leaves both 0.
struct Change {
    JobIndex job = 0;
    JobState state = JobState::running;
    Duration limit{0};
    std::uint32_t procs = 0;
    std::uint32_t partition = 0;  // where it runs: a place in ClusterConfig::partitions
    std::uint32_t first_node = 0;
    std::uint32_t node_count = 0;
};

/// What became of jobs since the last pass, in the order in which it happened.
struct Changes {
    std::vector<Change> jobs;
    std::vector<NodeIndex> nodes;

    void clear() {
        jobs.clear();
        nodes.clear();
    }
};

class Machine {
  public:
    virtual ~Machine() = default;

    /// The job enters the queue, or is refused for the reason given.
    virtual Result<void> submit(JobIndex job, Instant now) = 0;
    /// A running job ends.
    virtual void end(JobIndex job, ExitCode code, Instant now) = 0;
    /// One look at the queue. `changes` is replaced. A machine that splits jobs (arrays) may have added jobs
    /// to its workload.
    virtual void pass(Instant now, Changes& changes) = 0;
    /// When the next pass is due although no job comes or ends.
    [[nodiscard]] virtual std::optional<Instant> next_wake() const = 0;
    /// Why a job that was left over never started; empty if there is nothing to say.
    [[nodiscard]] virtual std::string why_waiting(JobIndex) const { return {}; }
};

}  // namespace sluice::sim
