// SPDX-License-Identifier: Apache-2.0
//
// Which ranks share a node, in the words of PMI: "(vector,(0,2,1))" are two nodes from node 0 on, one rank
// each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::pmi {

/// `ranks`: the ranks of each node. Every rank from 0 on is on exactly one node.
std::string process_mapping(const std::vector<std::vector<std::uint32_t>>& ranks);

}  // namespace sluice::pmi
