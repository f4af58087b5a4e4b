// SPDX-License-Identifier: Apache-2.0
//
// What jobs hold or want, as resources that are limited and charged: cpu, mem, node, gres, licences, billing.
#pragma once

#include "scheduler/engine/placement.hpp"

namespace sluice::engine {

/// The sum of the resources by their weights; without weights the CPUs.
double billing_of(const TresList& tres, const std::vector<TresWeight>& weights);
/// What a running or ended job has got, as its record says.
TresList tres_held(const Job& job, const ClusterState& state);
/// What a job would hold that starts there.
TresList tres_of(const Job& job, const Placement& placement, const ClusterState& state, std::size_t partition);
/// The least that a job of this request gets wherever it starts.
TresList least_tres(const Request& request, const ClusterState& state);

}  // namespace sluice::engine
