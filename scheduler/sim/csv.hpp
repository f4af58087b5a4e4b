// SPDX-License-Identifier: Apache-2.0
//
// One line for each job that ran, comma-separated (RFC 4180): job,submit,start,end,procs,nodes,wait,user,
// partition,state. Times are seconds since the beginning of the trace; nodes are a folded host list.
#pragma once

#include <string>

#include "scheduler/sim/outcome.hpp"

namespace sluice::sim {

std::string csv_text(const Outcome& outcome);

}  // namespace sluice::sim
