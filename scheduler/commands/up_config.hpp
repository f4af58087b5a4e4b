// SPDX-License-Identifier: Apache-2.0
//
// Which configuration `sluice up` puts into effect, and whether it may.
#pragma once

#include <string>

#include "scheduler/model/cluster.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::commands {

/// Puts what was asked for into effect: writes it to the state directory, with everything that this machine
/// decides. A running cluster is left as it is. Error: it runs with another configuration; or what was asked
/// for cannot be in effect there.
Result<ClusterConfig> settle_config(const ClusterConfig& asked, const std::string& state_dir);

}  // namespace sluice::commands
