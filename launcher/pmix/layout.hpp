// SPDX-License-Identifier: Apache-2.0
//
// A step as MPI must see it: which rank runs on which node, and as whom. Every node of the step describes the
// same step, each from its own position.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/model/ids.hpp"

namespace sluice::pmix {

struct StepLayout {
    std::string name_space;          // unique in the cluster: "sluice.12.0.1" (job, step, attempt)
    std::vector<std::string> nodes;  // node names by position
    std::vector<std::vector<std::uint32_t>> ranks;  // ranks on each node, same order; ascending
    std::uint32_t position = 0;                     // this node's place in `nodes`
    UserId user;
    GroupId group;
    /// A folder on this node, for this step alone. It must exist, belong to the server's user and let `user`
    /// pass (0711 or 0755); the caller removes it with all it contains when the server has stopped. The
    /// ranks' shared memory lies in it, best on a memory file system.
    std::string tmp_dir;
    std::vector<std::string> cpusets;  // CPUs ("0-1,4") of each rank of this node; empty: unbound

    [[nodiscard]] const std::vector<std::uint32_t>& own_ranks() const { return ranks[position]; }
};

/// How many ranks the step has.
std::uint32_t count_ranks(const StepLayout& layout);

/// "1,4,5"
std::string comma_list(const std::vector<std::uint32_t>& ranks);

/// Every rank from 0 on is on exactly one node, ascending there (Open MPI numbers a node's ranks itself and
/// expects the same result), the nodes are distinct, the folder exists.
/// Error: the first thing that is not so.
Result<void> check(const StepLayout& layout);

}  // namespace sluice::pmix
