// SPDX-License-Identifier: Apache-2.0
//
// Names for nodes that were planned by number: when a job starts, it gets nodes of the planned classes that are
// idle then.
#pragma once

#include <vector>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/planning/hold.hpp"

namespace sluice::engine {

class LateBinding {
  public:
    /// For the jobs that start at one instant; `state` is as it was before they do.
    explicit LateBinding(const ClusterState& state) : state_{state} {}

    /// The best placed nodes of the planned numbers. There always are some.
    Placement choose(const Request& request, const Hold& hold);

  private:
    [[nodiscard]] std::vector<NodeIndex> idle(std::uint32_t node_class) const;

    const ClusterState& state_;
    std::vector<bool> taken_;  // by node; empty until the first job
};

}  // namespace sluice::engine
