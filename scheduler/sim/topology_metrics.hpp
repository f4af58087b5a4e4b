// SPDX-License-Identifier: Apache-2.0
//
// How well a schedule's jobs lie in the network: leaf switches and pods spanned, distances, and how much
// room is left in one piece. A pod is what the switches directly above the leaves join; in a dragonfly, leaf
// and pod are router and group.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scheduler/model/topology.hpp"
#include "scheduler/sim/results.hpp"

namespace sluice::sim {

/// Which leaf and which pod each node belongs to, numbered from 0.
struct Neighbourhoods {
    std::vector<std::uint32_t> leaf;  // by node
    std::vector<std::uint32_t> pod;   // by node
    std::uint32_t leaf_size = 0;      // nodes of the largest leaf
    std::uint32_t pod_size = 0;       // and of the largest pod
};
Neighbourhoods neighbourhoods_of(const Topology& topology, std::size_t nodes);

/// Over jobs of two or more nodes; the mean of a ratio weighs each job by its nodes times its run time.
struct TopologyMetrics {
    std::size_t jobs = 0;
    std::uint64_t leaves = 0;        // spanned, all jobs together
    std::uint64_t least_leaves = 0;  // that these jobs could do with
    double leaf_ratio = 0;           // the one over the other
    double leaf_excess = 0;          // leaves more than the least, mean over jobs
    double leaf_ratio_nodeh = 0;
    double one_leaf_share = 0;       // of the jobs that fit under one leaf, those that are
    double one_pod_share = 0;
    double pod_ratio = 0;
    double hops_fattree_nodeh = 0;   // links between two nodes of a job: 2, 4 or 6; weighted
    double hops_fattree = 0;         // and as a plain mean over jobs
    double hops_dragonfly_nodeh = 0; // 2, 3 or 5
    double free_in_idle_leaves = 0;  // share of the free node time that is on wholly idle leaves
};

TopologyMetrics measure_topology(const Neighbourhoods& network, const Results& results);

}  // namespace sluice::sim
