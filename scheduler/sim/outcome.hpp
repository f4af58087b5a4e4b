// SPDX-License-Identifier: Apache-2.0
//
// A finished simulation with all that a report about it must say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scheduler/sim/metrics.hpp"
#include "scheduler/sim/results.hpp"
#include "scheduler/sim/topology_metrics.hpp"
#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

struct Outcome {
    Workload workload;
    Results results;

    // what it ran on and how
    std::string machine;                  // in words
    std::string policy;                   // by name
    std::string command;                  // as typed
    std::uint32_t processors = 0;
    std::vector<std::string> node_names;  // none: a machine without nodes
    std::vector<std::string> partition_names;

    // what came of it
    Metrics metrics;
    std::optional<TopologyMetrics> topology;  // of a machine with more than one switch
    std::string starts;                       // see starts.hpp
    std::string checksum;
    std::vector<std::string> leftovers;       // why jobs never started, a line for each

    /// The names of a job's nodes, folded; empty without nodes.
    [[nodiscard]] std::string nodes_of(const JobRun& run) const;
    [[nodiscard]] std::string partition_of(const JobRun& run) const;
};

}  // namespace sluice::sim
