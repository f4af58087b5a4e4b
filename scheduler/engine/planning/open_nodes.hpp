// SPDX-License-Identifier: Apache-2.0
//
// The nodes that have a core free now, and how many of them have how many. On a busy cluster they are few, and most
// of what waits is seen not to fit by their numbers alone.
#pragma once

#include <cstdint>
#include <vector>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/request.hpp"

namespace sluice::engine {

class OpenNodes {
  public:
    /// None is open yet.
    explicit OpenNodes(const ClusterState& state);

    void set(NodeIndex node, std::uint32_t free_cores);
    [[nodiscard]] bool contains(NodeIndex node) const { return free_[node.value()] > 0; }
    /// Those of the candidates that are open, in node order.
    [[nodiscard]] std::vector<NodeIndex> among(const std::vector<NodeIndex>& candidates) const;
    /// Whether there are enough of them, with enough cores, for a start of the request. Knows nothing of memory and
    /// gres: errs on the side of yes.
    [[nodiscard]] bool may_hold(const Request& request) const;

  private:
    [[nodiscard]] std::uint32_t with_at_least(std::uint32_t cores) const;

    std::vector<std::uint32_t> free_;        // cores, by node
    std::vector<std::uint32_t> nodes_with_;  // by the number of free cores
    std::uint64_t all_free_ = 0;             // cores
    std::uint32_t open_ = 0;                 // nodes
    std::uint32_t threads_per_core_ = 1;     // the most that a node has
};

}  // namespace sluice::engine
