// SPDX-License-Identifier: Apache-2.0
//
// What became of the jobs of a workload.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scheduler/model/job.hpp"
#include "scheduler/model/time.hpp"
#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

/// Of a job that ran more than once, its last run.
struct JobRun {
    Instant start{};
    Instant end{};
    Duration stood_still{0};       // suspended in between
    std::uint32_t procs = 0;       // that it held
    std::uint32_t starts = 0;      // how often it was started
    std::uint32_t partition = 0;   // of ClusterConfig::partitions
    std::uint32_t first_node = 0;  // of Results::nodes
    std::uint32_t node_count = 0;
    JobState state = JobState::pending;
    bool refused = false;

    /// Whether it has a start and an end that count.
    [[nodiscard]] bool ran() const { return starts > 0 && is_final(state); }
    [[nodiscard]] Duration elapsed() const { return end - start - stood_still; }
};

struct Results {
    std::vector<JobRun> runs;      // one for each job of the workload
    std::vector<NodeIndex> nodes;  // of all runs
    std::vector<Omitted> refused;  // jobs that the scheduler did not accept

    [[nodiscard]] std::span<const NodeIndex> nodes_of(const JobRun& run) const {
        return std::span{nodes}.subspan(run.first_node, run.node_count);
    }
};

}  // namespace sluice::sim
