// SPDX-License-Identifier: Apache-2.0
//
// Names for nodes that were planned by number: when a job starts, it gets nodes of the planned classes that are
// idle then. Kept in step with the jobs that run, so that a choice need not look at all nodes.
#pragma once

#include <span>
#include <vector>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/placement/free_nodes.hpp"
#include "scheduler/engine/planning/hold.hpp"

namespace sluice::engine {

class LateBinding {
  public:
    /// All usable nodes are idle, until occupy() says otherwise.
    explicit LateBinding(const ClusterState& state);

    void occupy(std::span<const NodeIndex> nodes, Instant until);
    void release(std::span<const NodeIndex> nodes);

    /// The best placed nodes of the planned numbers, for [now, until); there always are some. They are occupied
    /// from then on.
    Placement choose(const ClusterState& state, const Request& request, const Hold& hold, Instant now, Instant until);

  private:
    FreeNodes free_;
    std::vector<bool> usable_;     // by node
    std::vector<NodeBits> classes_;
};

}  // namespace sluice::engine
