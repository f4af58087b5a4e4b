// SPDX-License-Identifier: Apache-2.0
//
// Which of a step's CPUs on a node are each task's own, by the orders of sockets and cores that --distribution asks for.
#pragma once

#include "launcher/binding/cpu_mask.hpp"
#include "launcher/binding/node_topology.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::binding {

struct CpuWish {
    std::uint32_t tasks = 1;
    std::uint32_t cpus_per_task = 1;
    SocketOrder sockets = SocketOrder::automatic;  // automatic: cyclic
    SocketOrder cores = SocketOrder::automatic;    // automatic: block
};

/// A list for each task. Disjoint as long as there are enough CPUs; after that they are dealt out once more.
/// Requires that `cpus` is not empty.
std::vector<CpuList> deal_cpus(const NodeTopology& topology, const CpuList& cpus, const CpuWish& wish);

}  // namespace sluice::binding
