// SPDX-License-Identifier: Apache-2.0
//
// What a shepherd was told to do, decoded and checked once.
#pragma once

#include <string>
#include <vector>

#include "launcher/spool/step_key.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::step {

/// What only the node knows. Variables are "NAME=value".
struct NodeContext {
    std::string cluster;
    std::string node;
    std::string daemon_socket;
    std::string config_path;
    std::string tmp_dir;
    std::string shared_memory_dir;
    std::string topology_address;
    std::string topology_pattern;
    std::uint32_t sockets = 1;
    std::uint32_t cores_per_socket = 1;
    std::uint32_t threads_per_core = 1;
    bool emulated = false;               // this machine is not what the configuration says of the node
    std::vector<std::string> defaults;   // set unless the job sets them
    std::vector<std::string> overrides;  // set whatever the job says
};

struct StepOrder {
    StepKey key;
    Job job;
    Step step;
    std::uint32_t position = 0;  // this node's place in step.shares
    std::string script;          // of a batch step
    std::vector<std::string> environment;
    NodeContext context;

    [[nodiscard]] bool is_batch() const { return key.id.step == kBatchStep; }
    [[nodiscard]] const StepShare& share() const { return step.shares[position]; }
    /// What the job holds on this node; null when its record does not name the node.
    [[nodiscard]] const NodeShare* node_share() const;
};

/// Error: the order contradicts itself.
Result<StepOrder> decode_order(const wire::ShepherdOrder& order);

}  // namespace sluice::step
