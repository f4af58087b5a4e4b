// SPDX-License-Identifier: Apache-2.0
//
// Traces in the Standard Workload Format: a line of 18 numbers for each job, `;` before comments. The rules
// by which a line becomes a job (R1 to R4 below) are those of the reference schedules that simulators are
// compared with.
//
//   R1  Processors are those requested (column 8), or else those allocated (column 5).
//   R2  A job without run time, processors or submission does not take part.
//   R3  A run time of 0 is 1 second.
//   R4  A job without an estimate asks for exactly its run time. (It is killed at its estimate; see
//       simulate.hpp.)
//
// A line that cannot be read is left out too, and reported; the others are used.
// Source: Feitelson et al., https://www.cs.huji.ac.il/labs/parallel/workload/swf.html
#pragma once

#include <string>
#include <string_view>

#include "scheduler/sim/workload.hpp"

namespace sluice::sim {

/// Jobs in the order of the queue. `name` is what messages call the text.
Workload parse_swf(std::string_view text, std::string name);

}  // namespace sluice::sim
