// SPDX-License-Identifier: Apache-2.0
//
// The rules of networks whose shape is written in numbers: blocks, regular dragonflies and tori. `value` is
// what stands below `topology:`.
#pragma once

#include <optional>

#include "scheduler/config/check.hpp"

namespace sluice {

void check_block_sizes(const TopologySpec& topology, const YamlValue& value, Report& report);
/// With switches, routers and groups and nothing else; without, numbers that the nodes agree with.
void check_dragonfly(const TopologySpec& topology, const YamlValue& value, const std::optional<KnownNodes>& known,
                     Report& report);
void check_torus(const TopologySpec& topology, const YamlValue& value, const std::optional<KnownNodes>& known,
                 Report& report);

}  // namespace sluice
