// SPDX-License-Identifier: Apache-2.0
//
// The CPUs of this machine as hwloc finds them.
#pragma once

#include <optional>
#include <string>

#include "launcher/binding/node_topology.hpp"

namespace sluice::step {

/// Of this machine, or as recorded in hwloc's XML. Nothing when hwloc cannot tell.
std::optional<binding::NodeTopology> machine_topology(const std::string& recorded_xml = {});

}  // namespace sluice::step
