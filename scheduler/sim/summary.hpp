// SPDX-License-Identifier: Apache-2.0
//
// What a simulation came to, for people and as JSON.
#pragma once

#include <string>

#include "scheduler/sim/outcome.hpp"

namespace sluice::sim {

std::string summary_text(const Outcome& outcome);
/// One object; durations in seconds.
std::string summary_json(const Outcome& outcome);

}  // namespace sluice::sim
