// SPDX-License-Identifier: Apache-2.0
//
// A job's request against this cluster: names looked up, defaults filled in, impossible wishes refused.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scheduler/engine/resources.hpp"
#include "scheduler/model/ids.hpp"
#include "scheduler/model/job.hpp"

namespace sluice::engine {

class ClusterState;

struct Request {
    std::size_t partition = 0;               // index into ClusterState::partitions()
    std::vector<std::size_t> alternatives;   // all partitions that may run it, first choice first
    std::vector<NodeIndex> candidates;       // nodes it may use, of `partition`, in node order
    std::vector<NodeIndex> required;         // --nodelist: all of these are used
    std::uint32_t min_nodes = 1;
    std::uint32_t max_nodes = 1;
    bool nodes_given = false;                // --nodes was given: spread tasks over them evenly
    std::uint32_t tasks = 1;
    std::uint32_t cpus_per_task = 1;
    std::optional<std::uint32_t> tasks_per_node;
    std::uint32_t min_cpus_per_node = 1;
    Mebibytes memory_per_node;
    Mebibytes memory_per_cpu;
    bool all_memory = false;                 // --mem=0: each node's whole memory
    std::vector<std::pair<std::vector<std::size_t>, std::uint32_t>> gres;  // any of these kinds, how many
    bool exclusive = false;
    bool contiguous = false;
    bool overcommit = false;
    TimeLimit limit;
};

/// Resolves `spec` for the first partition that can ever run it.
/// Errors are those that Slurm's users know: unknown partition, node, feature; more nodes, CPUs or memory
/// than exist; a time limit above the partition's.
Result<Request> resolve(const JobSpec& spec, const ClusterState& state);

/// The same request in another of its partitions.
Result<Request> resolve_in(const JobSpec& spec, const ClusterState& state, std::size_t partition);

}  // namespace sluice::engine
