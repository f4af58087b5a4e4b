// SPDX-License-Identifier: Apache-2.0
//
// Under which address the nodes of a cluster reach this machine.
#pragma once

#include <string>

#include "scheduler/model/cluster.hpp"

namespace sluice::srun {

struct ListenAddress {
    std::string bind;        // empty: all addresses
    std::string reached_as;  // numeric
};

/// Emulated nodes are on this machine. Otherwise the address from which the kernel would send to `node`, or to
/// the first node of the cluster when `node` is empty or unknown.
ListenAddress listen_address(const ClusterConfig& config, const std::string& node);

}  // namespace sluice::srun
