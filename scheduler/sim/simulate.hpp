// SPDX-License-Identifier: Apache-2.0
//
// The virtual clock. At one instant first all jobs that end do so, then all that are due are submitted, then
// the machine looks at the queue once. A job runs for its run time, or until the limit that the machine gave
// it; the machine never learns the run time.
#pragma once

#include <cstddef>
#include <functional>

#include "scheduler/sim/machine.hpp"
#include "scheduler/sim/results.hpp"
#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

/// Told now and then how many of the jobs are through.
using Progress = std::function<void(std::size_t done, std::size_t of)>;

/// Runs until every job has ended or nothing can happen any more. The workload is not const because a
/// machine may split job arrays; `machine` was made for it.
Results simulate(Workload& workload, Machine& machine, const Progress& progress = {});

}  // namespace sluice::sim
