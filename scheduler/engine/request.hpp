// SPDX-License-Identifier: Apache-2.0
//
// A job's request against this cluster: names looked up, defaults filled in, impossible wishes refused.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/engine/node_list.hpp"
#include "scheduler/engine/planning/windows.hpp"
#include "scheduler/engine/rare_list.hpp"
#include "scheduler/engine/resources.hpp"
#include "scheduler/model/ids.hpp"
#include "scheduler/model/job.hpp"

namespace sluice::engine {

class ClusterState;

/// Nodes of a class that a request may use whole, and how many of its tasks one of them holds.
struct ClassShare {
    std::uint32_t node_class = 0;
    std::uint32_t capacity = 1;

    friend auto operator<=>(const ClassShare&, const ClassShare&) = default;
};

/// So many of one licence: a place in ClusterConfig::licenses.
struct LicenseShare {
    std::uint32_t license = 0;
    std::uint32_t count = 0;

    friend bool operator==(const LicenseShare&, const LicenseShare&) = default;
};

/// So many of any of these kinds.
struct GresWanted {
    std::vector<std::size_t> kinds;
    std::uint32_t count = 0;
};

struct Request {
    std::size_t partition = 0;               // index into ClusterState::partitions()
    std::vector<Request> elsewhere;          // the same in its other partitions, in the order of choice
    NodeList candidates;                     // nodes it may use, of `partition`
    NodeList required;                       // --nodelist: all of these are used
    std::uint32_t min_nodes = 1;
    std::uint32_t max_nodes = 1;
    bool nodes_given = false;                // --nodes was given: spread tasks over them evenly
    std::uint32_t tasks = 1;
    bool tasks_given = false;                // otherwise every node gets tasks_per_node, or one
    std::uint32_t cpus_per_task = 1;
    std::optional<std::uint32_t> tasks_per_node;
    std::uint32_t min_cpus_per_node = 1;
    Mebibytes memory_per_node;
    Mebibytes memory_per_cpu;
    bool all_memory = false;                 // --mem=0: each node's whole memory
    RareList<GresWanted> gres;
    RareList<GresWanted> gres_per_task;
    std::uint32_t threads_per_core = UINT32_MAX;  // no more threads of a core than this are used
    std::optional<std::uint32_t> tasks_per_core;
    std::optional<std::uint32_t> tasks_per_socket;
    bool exclusive = false;
    bool contiguous = false;
    std::optional<std::uint32_t> max_switches;  // --switches: no more leaf switches than this
    Duration switches_wait{};                   // once it has waited so long, any number will do:
    Instant switches_until = Instant::max();    // if it starts then or later
    std::uint32_t segment = 1;                  // --segment: so many nodes at a time share a leaf
    bool overcommit = false;
    RareList<LicenseShare> licenses;
    ReservedFor reserved_for;
    TimeLimit limit;
    TimeLimit least;                         // --time-min: it may have less than its limit, but not less than this
    std::vector<ClassShare> classes;         // whole nodes only: what it may use, the roomiest first

    /// The request in one of its partitions, in the order of choice: 0 is this one.
    [[nodiscard]] const Request& choice(std::size_t number) const { return number == 0 ? *this : elsewhere[number - 1]; }
    /// Whole nodes, whichever of their class.
    [[nodiscard]] bool by_class() const {
        return !classes.empty() && std::ranges::none_of(elsewhere, [](const Request& r) { return r.classes.empty(); });
    }
    /// Whole nodes of one class, and a fixed number of them.
    [[nodiscard]] bool is_simple() const { return classes.size() == 1 && !takes_all(); }
    /// `--nodes=2-4`: as many as there are.
    [[nodiscard]] bool takes_all() const { return nodes_given && max_nodes > min_nodes; }
    /// How many more nodes it needs that hold `capacity` tasks each.
    [[nodiscard]] std::uint32_t nodes_needed(std::uint32_t nodes, std::uint64_t tasks_held, std::uint32_t capacity) const;
};

/// More tasks than this are a slip of the keyboard, or worse.
inline constexpr std::uint32_t kMostTasks = 1u << 22;

/// What of a job decides its request, as bytes: jobs with the same key have the same request.
std::string resource_key(const JobSpec& spec);

/// Resolves `spec` for the first partition that can ever run it; the others stand in `elsewhere`.
/// Errors are those that Slurm's users know: unknown partition, node, feature; more nodes, CPUs or memory
/// than exist; a time limit above the partition's.
Result<Request> resolve(const JobSpec& spec, const ClusterState& state);

/// Why a job waits that is in the queue and would be refused with this error now.
Reason reason_of(Errc refusal);

}  // namespace sluice::engine
