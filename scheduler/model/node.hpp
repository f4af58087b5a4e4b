// SPDX-License-Identifier: Apache-2.0
//
// A node: what the configuration says of it, what its daemon reported, and what state it is in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/gres.hpp"
#include "scheduler/model/ids.hpp"
#include "scheduler/model/memory.hpp"
#include "scheduler/model/time.hpp"

namespace sluice {

/// A node as cluster.yaml describes it.
struct NodeSpec {
    std::string name;
    std::string address;  // host name or IP address; the node's name when empty
    std::uint32_t sockets = 1;
    std::uint32_t cores_per_socket = 1;
    std::uint32_t threads_per_core = 1;
    Mebibytes memory{1};
    Mebibytes tmp_disk;
    std::vector<GresCount> gres;
    std::vector<std::string> features;
    std::uint32_t weight = 1;

    [[nodiscard]] std::uint32_t cores() const { return sockets * cores_per_socket; }
    [[nodiscard]] std::uint32_t cpus() const { return cores() * threads_per_core; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("address", self.address);
        visit("sockets", self.sockets);
        visit("cores_per_socket", self.cores_per_socket);
        visit("threads_per_core", self.threads_per_core);
        visit("memory", self.memory);
        visit("tmp_disk", self.tmp_disk);
        visit("gres", self.gres);
        visit("features", self.features);
        visit("weight", self.weight);
    }
    friend bool operator==(const NodeSpec&, const NodeSpec&) = default;
};

/// What a node daemon found on its machine.
struct Hardware {
    std::uint32_t sockets = 0;
    std::uint32_t cores = 0;
    std::uint32_t threads = 0;
    Mebibytes memory;
    Mebibytes tmp_disk;
    std::string architecture;
    std::string system;
    std::string host_name;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("sockets", self.sockets);
        visit("cores", self.cores);
        visit("threads", self.threads);
        visit("memory", self.memory);
        visit("tmp_disk", self.tmp_disk);
        visit("architecture", self.architecture);
        visit("system", self.system);
        visit("host_name", self.host_name);
    }
    friend bool operator==(const Hardware&, const Hardware&) = default;
};

/// Whether a node can be used, apart from what runs on it.
enum class NodeHealth : std::uint8_t {
    unknown,  // never registered since the cluster was made
    up,       // its daemon is registered
    down,     // lost, refused or set down; takes no jobs and runs none
};
std::string_view to_string(NodeHealth health);

/// The remembered state of a node.
struct NodeRecord {
    std::string name;
    NodeHealth health = NodeHealth::unknown;
    bool drain = false;       // takes no new jobs
    bool responding = false;  // its daemon is connected now
    std::string reason;       // why it is down or drained
    UserId reason_user;
    std::optional<Instant> reason_time;
    Hardware hardware;
    std::string version;
    std::optional<Instant> boot_time;
    std::optional<Instant> daemon_start;
    std::optional<Instant> last_busy;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("health", self.health);
        visit("drain", self.drain);
        visit("responding", self.responding);
        visit("reason", self.reason);
        visit("reason_user", self.reason_user);
        visit("reason_time", self.reason_time);
        visit("hardware", self.hardware);
        visit("version", self.version);
        visit("boot_time", self.boot_time);
        visit("daemon_start", self.daemon_start);
        visit("last_busy", self.last_busy);
    }
    friend bool operator==(const NodeRecord&, const NodeRecord&) = default;
};

/// A node as commands show it: configuration, state and present use together.
struct NodeView {
    NodeSpec spec;
    NodeRecord record;
    std::uint32_t cpus_allocated = 0;
    Mebibytes memory_allocated;
    std::vector<GresCount> gres_allocated;
    std::uint32_t jobs_running = 0;
    std::uint32_t jobs_completing = 0;
    bool planned = false;  // a waiting job is promised this node
    std::vector<std::string> partitions;
    std::string switch_path;  // `spine.leaf1.n1`; the name alone without a topology
    std::string reservation;  // that has it now; empty: none
    bool maintenance = false; // and it is one for maintenance

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("spec", self.spec);
        visit("record", self.record);
        visit("cpus_allocated", self.cpus_allocated);
        visit("memory_allocated", self.memory_allocated);
        visit("gres_allocated", self.gres_allocated);
        visit("jobs_running", self.jobs_running);
        visit("jobs_completing", self.jobs_completing);
        visit("planned", self.planned);
        visit("partitions", self.partitions);
        visit("switch_path", self.switch_path);
        visit("reservation", self.reservation);
        visit("maintenance", self.maintenance);
    }
};

/// The one word that sinfo shows for a node's state.
enum class NodeStateWord : std::uint8_t {
    idle, allocated, mixed, completing, planned, drained, draining, down, unknown, reserved, maint,
};
NodeStateWord state_word(const NodeView& node);
std::string_view long_name(NodeStateWord word);   // "allocated"
std::string_view short_name(NodeStateWord word);  // "alloc"
/// As scontrol composes it: `IDLE`, `MIXED+DRAIN`, `DOWN+NOT_RESPONDING`.
std::string composed_state(const NodeView& node);

}  // namespace sluice
