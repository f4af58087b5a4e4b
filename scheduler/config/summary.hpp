// SPDX-License-Identifier: Apache-2.0
//
// What `sluice check` prints of a file without mistakes, so that an administrator sees at a glance whether
// the program understood the cluster as it was meant.
#pragma once

#include <string>

#include "scheduler/model/cluster.hpp"

namespace sluice {

std::string summary(const ClusterConfig& config);

}  // namespace sluice
