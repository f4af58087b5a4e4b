// SPDX-License-Identifier: Apache-2.0
//
// The keys below `topology:` in cluster.yaml: one set for all kinds of networks. Which of them a kind has, and
// what must hold between them, is checked in check_topology.cpp.
#pragma once

#include "scheduler/config/form.hpp"
#include "scheduler/model/topology.hpp"

namespace sluice {

Form<TopologySpec> topology_form();

}  // namespace sluice
