// SPDX-License-Identifier: Apache-2.0
//
// Which QOS comes before which when jobs give way by QOS. One that may preempt others stands a level above the highest
// of them: its jobs go first, so that the place they take is not taken again by those who gave it up.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scheduler/model/account.hpp"

namespace sluice {

using PreemptionLevels = std::map<std::string, std::uint32_t, std::less<>>;

/// Level of each QOS; 0 if it may preempt none. Of those in a loop, or above one, the level means nothing: there are
/// at most as many levels as QOS.
PreemptionLevels preemption_levels(const std::vector<QosSpec>& qos);

/// Names of QOS that may preempt themselves, over others or at once.
std::vector<std::string> preemption_loops(const std::vector<QosSpec>& qos);

}  // namespace sluice
