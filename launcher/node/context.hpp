// SPDX-License-Identifier: Apache-2.0
//
// What every shepherd of a node is told besides its launch order: names, paths, and the variables that this
// cluster and this node give to every job.
#pragma once

#include <string>

#include "launcher/node/paths.hpp"
#include "scheduler/model/cluster.hpp"

namespace sluice::node {

wire::ShepherdOrder shepherd_context(const ClusterConfig& config, const std::string& config_path,
                                     const std::string& node, const NodePaths& paths);

}  // namespace sluice::node
