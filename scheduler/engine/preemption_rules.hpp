// SPDX-License-Identifier: Apache-2.0
//
// Who has to give way to whom, and how: by the tiers of partitions, or by what QOS say of each other
// (SchedulingSpec::preemption). Pure questions about jobs as they are.
#pragma once

#include <tuple>

#include "scheduler/engine/cluster_state.hpp"

namespace sluice::engine {

/// What becomes of the job when it gives way; off: it never has to.
PreemptMode preempt_mode_of(const Job& job, const ClusterState& state);

/// The time that it has, then, to end by itself.
Duration preempt_grace_of(const Job& job, const ClusterState& state);

/// Whether the running job has to give way to the one that waits.
bool gives_way_to(const Job& running, const Job& waiting, const ClusterState& state);

/// Of those who have to, the least goes first: the lowest tier or QOS, the lowest priority, the youngest.
using PreemptRank = std::tuple<std::uint32_t, std::uint32_t, std::int64_t, std::int64_t>;
PreemptRank preempt_rank_of(const Job& running, const ClusterState& state);

}  // namespace sluice::engine
