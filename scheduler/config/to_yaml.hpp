// SPDX-License-Identifier: Apache-2.0
//
// A checked configuration back to the text of a cluster.yaml that loads as the same configuration: names
// folded into host lists, keys left out where they have their default.
#pragma once

#include <string>

#include "scheduler/model/cluster.hpp"

namespace sluice {

std::string to_yaml(const ClusterConfig& config);

}  // namespace sluice
