// SPDX-License-Identifier: Apache-2.0
//
// Everything that can happen to a cluster, as the engine is told it. Nothing else changes the state, so the
// list of events since the beginning is the whole history. Users are those that the controller verified.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "scheduler/model/account.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/model/node.hpp"
#include "scheduler/model/reservation.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::engine {

/// A user, or the administrator, who may do everything.
struct Actor {
    UserId user;
    bool administrator = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("user", self.user);
        visit("administrator", self.administrator);
    }
};

/// Names one run of one step, so that reports of an earlier run are recognised.
struct StepRun {
    JobId job;
    StepNumber step;
    Attempt attempt;

    [[nodiscard]] StepId id() const { return {job, step}; }
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("job", self.job);
        visit("step", self.step);
        visit("attempt", self.attempt);
    }
    friend auto operator<=>(const StepRun&, const StepRun&) = default;
};

struct SubmitJob {
    static constexpr std::string_view kName = "submit_job";
    JobSpec spec;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("spec", self.spec);
    }
};

/// Ends a job or one of its steps, or only signals it.
struct CancelJob {
    static constexpr std::string_view kName = "cancel_job";
    JobId job;
    std::optional<StepNumber> step;
    Actor by;
    std::uint32_t signal = 0;  // 0: end it
    bool batch_only = false;
    bool full = false;
    std::vector<ArrayRange> array_tasks{};  // of the array `job`; empty: all of it

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("job", self.job);
        visit("step", self.step);
        visit("by", self.by);
        visit("signal", self.signal);
        visit("batch_only", self.batch_only);
        visit("full", self.full);
        visit("array_tasks", self.array_tasks);
    }
};

enum class JobOrder : std::uint8_t { hold, release, requeue, suspend, resume };

struct OrderJob {
    static constexpr std::string_view kName = "order_job";
    JobId job;
    JobOrder order = JobOrder::hold;
    Actor by;
    std::vector<ArrayRange> array_tasks{};  // of the array `job`; empty: all of it

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("job", self.job);
        visit("order", self.order);
        visit("by", self.by);
        visit("array_tasks", self.array_tasks);
    }
};

/// `scontrol update job`: what is present changes.
struct ChangeJob {
    static constexpr std::string_view kName = "change_job";
    JobId job;
    Actor by;
    std::optional<std::string> name;
    std::optional<std::string> partition;
    std::optional<Duration> time_limit;
    bool unlimited_time = false;
    std::optional<std::int32_t> nice;
    std::optional<std::uint32_t> priority;
    std::optional<std::string> comment;
    std::optional<std::string> account;
    std::optional<std::string> qos;
    std::optional<std::uint32_t> min_nodes;
    std::optional<std::uint32_t> max_nodes;
    std::optional<std::uint32_t> tasks;
    std::optional<Mebibytes> memory_per_node;
    std::optional<Mebibytes> memory_per_cpu;
    std::optional<std::string> constraint;
    std::optional<Instant> begin;
    std::optional<bool> requeue;
    std::vector<ArrayRange> array_tasks{};  // of the array `job`; empty: all of it
    std::optional<std::string> dependency;  // empty text: none any more
    std::optional<Instant> deadline;
    std::optional<std::uint32_t> array_throttle;  // how many tasks of the array may run at once; 0: all
    std::optional<bool> exclusive;        // whole nodes
    std::optional<bool> contiguous;
    std::optional<std::uint32_t> tasks_per_node;
    std::optional<std::string> gres;      // on each node: gpu:a:2; empty text: none
    std::optional<std::string> node_list; // folded; empty text: any
    std::optional<std::string> exclude;   // folded; empty text: none
    std::optional<std::string> reservation;  // empty text: none

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("job", self.job);
        visit("by", self.by);
        visit("name", self.name);
        visit("partition", self.partition);
        visit("time_limit", self.time_limit);
        visit("unlimited_time", self.unlimited_time);
        visit("nice", self.nice);
        visit("priority", self.priority);
        visit("comment", self.comment);
        visit("account", self.account);
        visit("qos", self.qos);
        visit("min_nodes", self.min_nodes);
        visit("max_nodes", self.max_nodes);
        visit("tasks", self.tasks);
        visit("memory_per_node", self.memory_per_node);
        visit("memory_per_cpu", self.memory_per_cpu);
        visit("constraint", self.constraint);
        visit("begin", self.begin);
        visit("requeue", self.requeue);
        visit("array_tasks", self.array_tasks);
        visit("dependency", self.dependency);
        visit("deadline", self.deadline);
        visit("array_throttle", self.array_throttle);
        visit("exclusive", self.exclusive);
        visit("contiguous", self.contiguous);
        visit("tasks_per_node", self.tasks_per_node);
        visit("gres", self.gres);
        visit("node_list", self.node_list);
        visit("exclude", self.exclude);
        visit("reservation", self.reservation);
    }
};

/// The srun or salloc that holds an interactive job is done with it, or has gone away.
struct FinishAllocation {
    static constexpr std::string_view kName = "finish_allocation";
    JobId job;
    Actor by;
    ExitCode exit_code;
    bool abandoned = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("job", self.job);
        visit("by", self.by);
        visit("exit_code", self.exit_code);
        visit("abandoned", self.abandoned);
    }
};

struct CreateStep {
    static constexpr std::string_view kName = "create_step";
    JobId job;
    Actor by;
    StepSpec spec;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("job", self.job);
        visit("by", self.by);
        visit("spec", self.spec);
    }
};

/// A node daemon registered. `steps` are those alive there or ended without the controller's acknowledgement.
struct NodeUp {
    static constexpr std::string_view kName = "node_up";
    std::string node;
    Hardware hardware;
    std::string version;
    Instant boot_time;
    Instant daemon_start;
    std::vector<StepRun> steps;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("node", self.node);
        visit("hardware", self.hardware);
        visit("version", self.version);
        visit("boot_time", self.boot_time);
        visit("daemon_start", self.daemon_start);
        visit("steps", self.steps);
    }
};

/// The connection to a node daemon broke. Its jobs go on; it has node_timeout to come back.
struct NodeSilent {
    static constexpr std::string_view kName = "node_silent";
    std::string node;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("node", self.node);
    }
};

/// It did not come back in time.
struct NodeLost {
    static constexpr std::string_view kName = "node_lost";
    std::string node;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("node", self.node);
    }
};

enum class NodeOrder : std::uint8_t { drain, resume, down };

struct OrderNode {
    static constexpr std::string_view kName = "order_node";
    std::string node;
    NodeOrder order = NodeOrder::drain;
    std::string reason;
    Actor by;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("node", self.node);
        visit("order", self.order);
        visit("reason", self.reason);
        visit("by", self.by);
    }
};

struct ChangePartition {
    static constexpr std::string_view kName = "change_partition";
    std::string partition;
    std::optional<PartitionState> state;
    std::optional<Duration> max_time;
    bool unlimited_max_time = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("partition", self.partition);
        visit("state", self.state);
        visit("max_time", self.max_time);
        visit("unlimited_max_time", self.unlimited_max_time);
    }
};

/// A node daemon answered a launch: the shepherd runs, or could not be started.
struct StepStarted {
    static constexpr std::string_view kName = "step_started";
    StepRun run;
    std::string node;
    bool ok = true;
    std::string detail;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("run", self.run);
        visit("node", self.node);
        visit("ok", self.ok);
        visit("detail", self.detail);
    }
};

/// All tasks of a step on one node have ended.
struct StepEnded {
    static constexpr std::string_view kName = "step_ended";
    StepRun run;
    std::string node;
    ExitCode exit_code;
    bool launch_failed = false;  // the node's fault
    bool user_failure = false;   // the request's fault: no such directory or output file
    bool out_of_memory = false;
    std::string detail;
    Usage usage;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("run", self.run);
        visit("node", self.node);
        visit("exit_code", self.exit_code);
        visit("launch_failed", self.launch_failed);
        visit("user_failure", self.user_failure);
        visit("out_of_memory", self.out_of_memory);
        visit("detail", self.detail);
        visit("usage", self.usage);
    }
};

struct CreateReservation {
    static constexpr std::string_view kName = "create_reservation";
    ReservationWish wish;
    Actor by;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("wish", self.wish);
        visit("by", self.by);
    }
};

/// What the wish says changes.
struct UpdateReservation {
    static constexpr std::string_view kName = "update_reservation";
    ReservationWish wish;
    Actor by;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("wish", self.wish);
        visit("by", self.by);
    }
};

struct DeleteReservation {
    static constexpr std::string_view kName = "delete_reservation";
    std::string name;
    Actor by;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("by", self.by);
    }
};

/// The cluster is being taken down: nothing starts any more, what runs is requeued or cancelled.
struct Shutdown {
    static constexpr std::string_view kName = "shutdown";
    template <class Self, class Visitor>
    static void fields(Self&, Visitor&) {}
};

/// The controller has begun anew with the records of the store. Changes nothing; whoever replays the events does as
/// it did.
struct ControllerStarted {
    static constexpr std::string_view kName = "controller_started";
    template <class Self, class Visitor>
    static void fields(Self&, Visitor&) {}
};

/// Time has passed, and the queue is looked at once. Comes after every batch of other events.
struct Schedule {
    static constexpr std::string_view kName = "schedule";
    template <class Self, class Visitor>
    static void fields(Self&, Visitor&) {}
};

/// `sacctmgr`: accounts, users, associations and QOS change. All of it, or nothing.
struct ChangeAccounts {
    static constexpr std::string_view kName = "change_accounts";
    AccountChange change;
    std::uint32_t version = 0;  // of the accounts that the change was made for; 0: whichever
    Actor by;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("change", self.change);
        visit("version", self.version);
        visit("by", self.by);
    }
};

using Event = std::variant<SubmitJob, CancelJob, OrderJob, ChangeJob, FinishAllocation, CreateStep, NodeUp,
                           NodeSilent, NodeLost, OrderNode, ChangePartition, StepStarted, StepEnded, Shutdown,
                           Schedule, CreateReservation, UpdateReservation, DeleteReservation, ControllerStarted,
                           ChangeAccounts>;

}  // namespace sluice::engine
