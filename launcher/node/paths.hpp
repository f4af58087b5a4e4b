// SPDX-License-Identifier: Apache-2.0
//
// Where a node daemon keeps its things, below ClusterConfig::node_dir().
#pragma once

#include <string>

#include "launcher/spool/step_spool.hpp"
#include "scheduler/model/cluster.hpp"

namespace sluice::node {

struct NodePaths {
    std::string folder;
    std::string socket;      // shepherds connect here
    std::string pid_file;
    std::string tombstones;  // see tombstones.hpp
    std::string steps;       // one spool folder for each step
    std::string tmp;         // MPI session folders; no other daemon of this host uses it
    std::string shared_memory;  // the same for files in shared memory; `tmp` on a machine that has none

    [[nodiscard]] StepSpool spool(const StepKey& key) const { return StepSpool{steps + "/" + to_string(key)}; }
};

NodePaths paths_of(const ClusterConfig& config, const std::string& node);

/// Makes the folders. Error: one of them cannot be made, or belongs to somebody else.
Result<void> make_folders(const NodePaths& paths);

/// Empties the folders that MPI libraries use; to be called while no step lives.
void clear_scratch(const NodePaths& paths);
/// Removes them, and what this cluster made around them outside of its own folder.
void remove_scratch(const NodePaths& paths);

}  // namespace sluice::node
