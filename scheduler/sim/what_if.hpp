// SPDX-License-Identifier: Apache-2.0
//
// Jobs of a live cluster as a workload for the simulator, and what became of them by account and by partition.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scheduler/model/cluster.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/sim/results.hpp"
#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

/// Jobs as they came and as long as they ran. Jobs that never started are left out, and so are dependencies and
/// reservations: a job comes when it was eligible. One that still runs takes its whole limit.
Workload replay_of(const std::vector<Job>& jobs);

/// What runs and waits at `now`: running jobs have their nodes for what is left of their limit, waiting ones follow in
/// the order of their priority and take their whole limit. Held jobs are left out.
Workload present_of(const std::vector<Job>& jobs, Instant now);

/// Of the jobs of one account or partition.
struct GroupMeasure {
    std::size_t jobs = 0;        // that ran
    std::size_t left = 0;        // and those that did not
    double mean_wait = 0;        // seconds since `since`
    double mean_slowdown = 0;    // bounded, as in Metrics
    double cpu_seconds = 0;
};

struct Measures {
    std::map<std::string, GroupMeasure> accounts;
    std::map<std::string, GroupMeasure> partitions;
    GroupMeasure all;
    double utilization = 0;      // of the CPUs, from the first submission to the last end
};

/// `results` are those of `workload` on `config`.
Measures measure_groups(const Workload& workload, const Results& results, const ClusterConfig& config);

/// A table with a row for each account and partition, and what each measure was and becomes.
std::string comparison(const Measures& before, const Measures& after);

}  // namespace sluice::sim
