// SPDX-License-Identifier: Apache-2.0
//
// Amounts over time as steps: how many jobs wait, how many processors are in use.
#pragma once

#include <cstdint>
#include <vector>

#include "scheduler/sim/results.hpp"
#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

/// From `time` until the next step the amount is `level`.
struct Step {
    Instant time;
    std::int64_t level = 0;
};
/// Times ascend; before the first step and after the last one the amount is 0.
using Curve = std::vector<Step>;

Curve queue_length(const Workload& workload, const Results& results);
Curve processors_in_use(const Results& results);
std::int64_t highest(const Curve& curve);

/// The time between `begin` and `end` in `count` parts of equal length: mean and highest of each.
struct Summary {
    double mean = 0;
    double highest = 0;
};
std::vector<Summary> summarise(const Curve& curve, Instant begin, Instant end, std::size_t count);

}  // namespace sluice::sim
