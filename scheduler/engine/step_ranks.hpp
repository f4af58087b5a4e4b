// SPDX-License-Identifier: Apache-2.0
//
// Which ranks the tasks of each node are.
#pragma once

#include <string>
#include <vector>

#include "scheduler/model/step.hpp"

namespace sluice::engine {

/// Ranks for `counts[i]` tasks on node i: consecutive (block), dealt out in turn (cyclic), or dealt out in turn
/// `plane_size` at a time. Not for arbitrary.
std::vector<std::vector<std::uint32_t>> deal_ranks(const std::vector<std::uint32_t>& counts, Distribution distribution,
                                                   std::uint32_t plane_size = 1);

/// Ranks as a list of nodes says, one entry for each: those of `nodes[i]`.
std::vector<std::vector<std::uint32_t>> ranks_by_list(const std::vector<std::string>& nodes,
                                                      const std::vector<std::string>& list);

}  // namespace sluice::engine
