// SPDX-License-Identifier: Apache-2.0
//
// The machine of --processors: P identical processors without nodes or network.
#pragma once

#include <cstdint>
#include <memory>

#include "scheduler/model/cluster.hpp"
#include "scheduler/sim/machine.hpp"

namespace sluice::sim {

/// The workload must outlive the machine.
std::unique_ptr<Machine> make_processors(std::uint32_t processors, const SchedulingSpec& policy,
                                         Workload& workload);

}  // namespace sluice::sim
