// SPDX-License-Identifier: Apache-2.0
//
// The policies of `sluice sim` by name. Each is a setting of the one planner.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "scheduler/model/cluster.hpp"

namespace sluice::sim {

struct Policy {
    std::string_view name;
    std::string_view help;
    PlanPolicy plan;
    BackfillOrder order;
    bool keep_plans;
};

std::span<const Policy> policies();
const Policy* find_policy(std::string_view name);
void apply(const Policy& policy, SchedulingSpec& settings);
/// The name of what is set; of settings that no policy has, the nearest.
std::string_view policy_of(const SchedulingSpec& settings);

}  // namespace sluice::sim
