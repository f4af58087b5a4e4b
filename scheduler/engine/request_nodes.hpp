// SPDX-License-Identifier: Apache-2.0
//
// Which nodes a request may use, and whether they could ever hold it. Parts of resolve().
#pragma once

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/request.hpp"

namespace sluice::engine {

/// Fills in the candidates of the partition, and the nodes that --nodelist names. Error: a name that nobody has.
Result<void> choose_candidates(const JobSpec& spec, const ClusterState& state, const Partition& partition, Request& request);
/// --nodelist may name nodes that the job may not use.
Result<void> check_required(const ClusterState& state, const Partition& partition, const Request& request);
/// Whether the idle, healthy cluster could run it at all; if not, the most telling reason.
Result<void> check_possible(const ClusterState& state, const Partition& partition, const Request& request);
/// If whole nodes of whole classes are all it wants: how many, so that a plan need not name them.
void count_by_class(const ClusterState& state, Request& request);
/// Whether no choice of nodes could span more leaf switches than the request allows.
bool is_met_anyway(const Request& request, const Topology& topology);

}  // namespace sluice::engine
