// SPDX-License-Identifier: Apache-2.0
//
// Configurations for a cluster whose daemons all run on this machine. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scheduler/model/cluster.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::commands {

/// `tree:LxK`: L leaf switches with K nodes each, under one spine. `flat`: none.
struct QuickTopology {
    std::uint32_t leaves = 0;  // 0: flat
    std::uint32_t nodes_per_leaf = 0;

    friend bool operator==(const QuickTopology&, const QuickTopology&) = default;
};
Result<QuickTopology> parse_topology(std::string_view text);

/// A cluster without a file: nodes n1 to nN of 2 cores and 4 GiB each in one partition, `batch`.
/// The number of nodes may be left out where the topology says it; if both say it they must agree.
Result<ClusterConfig> quick_cluster(std::optional<std::uint32_t> nodes, const QuickTopology& topology);

/// The configuration as it is put into effect here: everything on the loopback interface, state below
/// `state_dir`, and for jobs the variables that Open MPI needs on one machine, unless the file sets them.
ClusterConfig emulated(ClusterConfig config, const std::string& state_dir, std::uint16_t port, bool as_root);

}  // namespace sluice::commands
