// SPDX-License-Identifier: Apache-2.0
//
// The checked content of cluster.yaml. scheduler/config makes it from text; everything else only reads it.
// What each key means to an administrator is said once, in scheduler/config/schema.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/account.hpp"
#include "scheduler/model/ids.hpp"
#include "scheduler/model/license.hpp"
#include "scheduler/model/memory.hpp"
#include "scheduler/model/node.hpp"
#include "scheduler/model/time.hpp"
#include "scheduler/model/topology.hpp"

namespace sluice {

struct ControllerSpec {
    std::string host = "localhost";
    std::uint16_t port = 6817;
    std::string socket;  // Unix socket for commands on the controller's host; empty: <state>/controller.sock

    friend bool operator==(const ControllerSpec&, const ControllerSpec&) = default;
};

enum class AuthMethod : std::uint8_t { key, munge };

struct AuthSpec {
    AuthMethod method = AuthMethod::key;
    std::string key_file;  // empty: <state>/cluster.key

    friend bool operator==(const AuthSpec&, const AuthSpec&) = default;
};

struct StoreSpec {
    std::string path;  // SQLite file; empty: <state>/store.sqlite

    friend bool operator==(const StoreSpec&, const StoreSpec&) = default;
};

enum class PartitionState : std::uint8_t {
    up,        // accepts and starts jobs
    drain,     // starts what is queued, accepts nothing new
    down,      // accepts jobs, starts none
    inactive,  // neither
};
std::string_view to_string(PartitionState state);  // "UP"

/// What becomes of a running job that gives way to a more important one.
enum class PreemptMode : std::uint8_t { off, cancel, requeue, suspend };
std::string_view to_string(PreemptMode mode);  // "REQUEUE"

/// Which jobs are more important.
enum class Preemption : std::uint8_t {
    none,
    partition,  // those of a partition of a higher priority_tier
    qos,        // those of a QOS that names the other's in its `preempt`
};
std::string_view to_string(Preemption rule);

struct PartitionSpec {
    std::string name;
    std::vector<std::string> nodes;
    bool is_default = false;
    PartitionState state = PartitionState::up;
    TimeLimit default_time;  // empty: the maximum
    TimeLimit max_time;      // empty: unlimited
    std::uint32_t min_nodes = 1;
    std::optional<std::uint32_t> max_nodes;
    std::uint32_t priority_tier = 1;  // a higher tier is always planned first
    std::optional<Mebibytes> default_memory_per_cpu;
    bool exclusive = false;  // every job gets whole nodes
    std::uint32_t priority_job_factor = 1;         // its part of the multifactor priority, beside those of the others
    std::vector<TresWeight> tres_billing_weights;  // none: a CPU counts 1
    std::vector<std::string> allow_accounts;       // empty: all but those denied
    std::vector<std::string> deny_accounts;
    std::vector<std::string> allow_qos;            // empty: all but those denied
    std::vector<std::string> deny_qos;
    std::string qos;                               // whose limits hold here besides those of the job's own
    std::optional<PreemptMode> preempt_mode;  // of its jobs; empty: the cluster's
    Duration grace_time{0};                   // that a preempted job of it has to end by itself

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("nodes", self.nodes);
        visit("is_default", self.is_default);
        visit("state", self.state);
        visit("default_time", self.default_time);
        visit("max_time", self.max_time);
        visit("min_nodes", self.min_nodes);
        visit("max_nodes", self.max_nodes);
        visit("priority_tier", self.priority_tier);
        visit("default_memory_per_cpu", self.default_memory_per_cpu);
        visit("exclusive", self.exclusive);
        visit("priority_job_factor", self.priority_job_factor);
        visit("tres_billing_weights", self.tres_billing_weights);
        visit("allow_accounts", self.allow_accounts);
        visit("deny_accounts", self.deny_accounts);
        visit("allow_qos", self.allow_qos);
        visit("deny_qos", self.deny_qos);
        visit("qos", self.qos);
        visit("preempt_mode", self.preempt_mode);
        visit("grace_time", self.grace_time);
    }
    friend bool operator==(const PartitionSpec&, const PartitionSpec&) = default;
};

enum class PlanPolicy : std::uint8_t { fcfs, easy, conservative };
std::string_view to_string(PlanPolicy policy);

/// In which order jobs are tried that may pass a blocked one.
enum class BackfillOrder : std::uint8_t { priority, shortest };
std::string_view to_string(BackfillOrder order);

struct SchedulingSpec {
    PlanPolicy policy = PlanPolicy::easy;
    std::uint32_t reservations = 1;  // EASY: how many blocked jobs are promised a start
    BackfillOrder backfill_order = BackfillOrder::priority;
    bool keep_plans = true;          // whether a promised start may only move forward when something ends early
    bool requeue = true;             // whether jobs of a failed node run again unless they say otherwise
    Duration kill_wait{30};          // between SIGTERM and SIGKILL
    Duration node_timeout{30};       // silence after which a node is down
    Duration min_job_age{300};       // how long squeue still shows a finished job
    std::uint32_t max_launch_failures = 3;  // in a row on one node before it is drained
    std::uint32_t max_array_size = 1001;    // one more than the largest task number of a job array
    bool kill_invalid_dependency = false;   // whether jobs are cancelled whose dependency can never be met
    std::uint32_t first_job_id = 1;         // number of the first job of a new cluster
    Preemption preemption = Preemption::none;
    PreemptMode preempt_mode = PreemptMode::requeue;
    Duration preempt_exempt_time{0};        // so long a job runs at least before it is preempted

    friend bool operator==(const SchedulingSpec&, const SchedulingSpec&) = default;
};

/// How an association's share and its usage make a factor from 0 to 1. docs/scheduling.md has the formulas.
enum class FairShareRule : std::uint8_t { fair_tree, classic };
std::string_view to_string(FairShareRule rule);

/// The multifactor priority. With all weights 0 jobs rank by their time of submission alone.
struct PrioritySpec {
    std::uint32_t weight_age = 0;
    std::uint32_t weight_association = 0;
    std::uint32_t weight_fair_share = 0;
    std::uint32_t weight_job_size = 0;
    std::uint32_t weight_partition = 0;
    std::uint32_t weight_qos = 0;
    Duration max_age{7 * 86'400};     // the age that counts fully
    bool favor_small = false;         // whether the size factor is larger for smaller jobs
    FairShareRule fair_share = FairShareRule::fair_tree;
    Duration half_life{7 * 86'400};   // after which past usage counts half; 0: it counts for good
    Duration interval{300};           // priorities, usage and its decay are computed anew so often

    [[nodiscard]] bool is_multifactor() const {
        return (weight_age | weight_association | weight_fair_share | weight_job_size | weight_partition | weight_qos) != 0;
    }
    friend bool operator==(const PrioritySpec&, const PrioritySpec&) = default;
};

/// What of the accounting a job must comply with.
enum class Enforce : std::uint8_t {
    associations,  // its user must have an association with its account
    limits,        // of associations and QOS
    qos,           // its association must have its QOS
};

/// An account of cluster.yaml with its own association.
struct DeclaredAccount : Account {
    Association own;

    friend bool operator==(const DeclaredAccount&, const DeclaredAccount&) = default;
};

/// A user of cluster.yaml with the accounts that the user has associations with.
struct DeclaredUser : AccountUser {
    std::vector<std::string> accounts;

    friend bool operator==(const DeclaredUser&, const DeclaredUser&) = default;
};

struct AccountingSpec {
    std::vector<Enforce> enforce;
    std::vector<QosSpec> qos;
    std::vector<DeclaredAccount> accounts;
    std::vector<DeclaredUser> users;
    std::vector<Association> associations;  // of users, with limits of their own

    [[nodiscard]] bool enforces_associations() const { return !enforce.empty(); }
    [[nodiscard]] bool enforces_limits() const;
    [[nodiscard]] bool enforces_qos() const;
    friend bool operator==(const AccountingSpec&, const AccountingSpec&) = default;
};

/// automatic: what the program links; every kind where that cannot be seen.
enum class MpiKind : std::uint8_t { none, pmix, pmi2, automatic };
std::string_view to_string(MpiKind kind);

struct LaunchSpec {
    MpiKind default_mpi = MpiKind::automatic;
    std::map<std::string, std::string> environment;  // set in every job unless the job sets it
    std::string tmp_dir = "/tmp";                    // node-local; MPI session directories go below it

    friend bool operator==(const LaunchSpec&, const LaunchSpec&) = default;
};

/// How jobs' news reach people: `program -s SUBJECT ADDRESS`, with the text on its standard input.
struct MailerSpec {
    std::string program = "/usr/bin/mail";
    std::string domain;  // put behind names without an @; empty: nothing is

    friend bool operator==(const MailerSpec&, const MailerSpec&) = default;
};

struct ClusterConfig {
    std::string name = "cluster";
    std::string state_dir;  // where daemons keep sockets, the store, spools and logs
    bool emulated = false;  // all nodes on this machine, whatever hardware they claim
    ControllerSpec controller;
    AuthSpec auth;
    StoreSpec store;
    std::vector<NodeSpec> nodes;
    TopologySpec topology;
    std::vector<PartitionSpec> partitions;
    std::vector<LicenseCount> licenses;
    SchedulingSpec scheduling;
    PrioritySpec priority;
    AccountingSpec accounting;
    LaunchSpec launch;
    MailerSpec mail;

    friend bool operator==(const ClusterConfig&, const ClusterConfig&) = default;

    /// Where the daemons of this cluster keep what they must find again.
    [[nodiscard]] std::string controller_socket() const;
    [[nodiscard]] std::string key_path() const;
    [[nodiscard]] std::string store_path() const;
    /// Everything one node daemon owns: its socket, step spools, temporary files.
    [[nodiscard]] std::string node_dir(std::string_view node) const;
    [[nodiscard]] std::string node_socket(std::string_view node) const;
};

}  // namespace sluice
