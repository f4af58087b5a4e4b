// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/policy.hpp"

#include <algorithm>

namespace sluice::sim {
namespace {

constexpr auto kByPriority = BackfillOrder::priority;

constexpr Policy kPolicies[] = {
    {"fcfs", "in the order of the queue; nothing passes a job that waits", PlanPolicy::fcfs, kByPriority, true},
    {"easy", "backfill that does not delay the first job that waits", PlanPolicy::easy, kByPriority, true},
    {"easy-sjbf", "the same, the shortest jobs tried first", PlanPolicy::easy, BackfillOrder::shortest, true},
    {"cons", "every job has a reservation; all are made anew at each event", PlanPolicy::conservative, kByPriority,
     false},
    {"cons-c", "every job keeps its reservation, and may only move forward", PlanPolicy::conservative, kByPriority,
     true},
};

}  // namespace

std::span<const Policy> policies() { return kPolicies; }

const Policy* find_policy(std::string_view name) {
    const auto found = std::ranges::find(kPolicies, name, &Policy::name);
    return found == std::end(kPolicies) ? nullptr : found;
}

/// EASY is defined with one reservation.
void apply(const Policy& policy, SchedulingSpec& settings) {
    settings.policy = policy.plan;
    settings.reservations = 1;
    settings.backfill_order = policy.order;
    settings.keep_plans = policy.keep_plans;
}

std::string_view policy_of(const SchedulingSpec& settings) {
    for (const auto& policy : kPolicies) {
        if (policy.plan != settings.policy) continue;
        if (settings.policy == PlanPolicy::easy && policy.order != settings.backfill_order) continue;
        if (settings.policy == PlanPolicy::conservative && policy.keep_plans != settings.keep_plans) continue;
        return policy.name;
    }
    return {};
}

}  // namespace sluice::sim
