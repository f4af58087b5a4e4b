// SPDX-License-Identifier: Apache-2.0
//
// cluster.yaml describes nodes that are alike together, as one entry with a host list for their names; the
// program sees every node by itself.
#pragma once

#include <string>
#include <vector>

#include "scheduler/config/form.hpp"
#include "scheduler/model/node.hpp"

namespace sluice {

/// An entry of `nodes`: what all of its nodes have. The inherited name and address are not used.
struct NodeGroup : NodeSpec {
    std::vector<std::string> names;
    std::vector<std::string> addresses;  // one for each name, or none at all
};

/// Reads groups into single nodes and writes neighbours that are alike as one group.
Form<std::vector<NodeSpec>> node_groups(const Form<NodeGroup>& group);

}  // namespace sluice
