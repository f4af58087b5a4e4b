// SPDX-License-Identifier: Apache-2.0
//
// The one definition of every key of cluster.yaml: its name, what may be written there, its default, its
// words in the manual, and the member of ClusterConfig that it sets. Reading, checking, writing, the manual
// page and the JSON Schema all come from it.
#pragma once

#include <string_view>

#include "scheduler/config/form.hpp"
#include "scheduler/model/cluster.hpp"

namespace sluice {

/// Where a system-wide cluster keeps its state.
inline constexpr std::string_view kSystemStateDir = "/var/lib/sluice";

/// Written instead of a host list in a partition: every node of the cluster.
inline constexpr std::string_view kAllNodes = "ALL";

/// What holds for keys that are left out.
ClusterConfig initial_config();

const Form<ClusterConfig>& cluster_form();

}  // namespace sluice
