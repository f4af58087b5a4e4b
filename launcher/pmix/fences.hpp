// SPDX-License-Identifier: Apache-2.0
//
// The fences that ranks of this node wait in. Knows nothing of PMIx: each fence has a completion, called
// exactly once, with every node's data or with nothing if the fence failed.
//
// Every function may be called from any thread. Completions are called without a lock held, on the thread
// that ends the fence.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "launcher/pmix/fence_id.hpp"

namespace sluice::pmix {

class Fences {
  public:
    /// All nodes' data, or nothing if the fence failed.
    using Completion = std::function<void(std::optional<std::string> all_data)>;

    /// This node's participants have all arrived: names the fence and keeps its completion.
    /// Empty if the fence has already failed elsewhere, or all have: then it was completed before this
    /// returns.
    std::optional<FenceId> reach(const std::string& participants, Completion completion);

    /// An unknown fence is one in which no rank of this node takes part: nothing happens.
    void finish(const FenceId& id, std::string all_data);

    /// A fence that no rank of this node has reached fails as soon as it is reached.
    void fail(const FenceId& id);

    /// Fails every fence, those still to come included.
    void close();

  private:
    std::mutex mutex_;
    std::map<std::string, std::uint64_t> reached_;  // by participants: how many of their fences were reached
    std::map<FenceId, Completion> open_;
    std::set<FenceId> failed_;  // failed before they were reached
    bool closed_ = false;
};

}  // namespace sluice::pmix
