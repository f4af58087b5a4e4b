// SPDX-License-Identifier: Apache-2.0
//
// How good a schedule is, over the jobs that ran (rule R12 of the reference schedules).
#pragma once

#include <cstddef>
#include <cstdint>

#include "scheduler/sim/results.hpp"
#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

struct Metrics {
    std::size_t jobs = 0;           // that ran
    std::size_t never_started = 0;  // and those that were accepted and did not
    double mean_wait = 0;           // seconds from submission to start
    Duration p95_wait{0};           // the smallest wait that at least 95 % do not exceed
    Duration max_wait{0};
    double mean_slowdown = 0;       // bounded: max(1, (wait + run) / max(run, 10 s))
    double utilization = 0;         // processor time used over processor time there was
    Duration makespan{0};           // from the first submission to the last end
    std::size_t max_queue = 0;      // jobs that waited at once, after a pass
};

Metrics measure(const Workload& workload, const Results& results, std::uint32_t processors);

}  // namespace sluice::sim
