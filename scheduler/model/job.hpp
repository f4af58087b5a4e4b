// SPDX-License-Identifier: Apache-2.0
//
// A job: what was asked for (JobSpec), and what became of it (Job). One definition for the engine, the
// store, the messages and everything that prints a job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/gres.hpp"
#include "scheduler/model/ids.hpp"
#include "scheduler/model/license.hpp"
#include "scheduler/model/mail.hpp"
#include "scheduler/model/memory.hpp"
#include "scheduler/model/time.hpp"

namespace sluice {

enum class JobState : std::uint8_t {
    pending, running, suspended, completed, cancelled, failed, timeout, node_fail, preempted, boot_fail, deadline,
    out_of_memory,
};
std::string_view to_string(JobState state);   // "PENDING"
std::string_view short_code(JobState state);  // "PD"
/// Reads a word or a code in any case; also COMPLETING/CG, which `completing` then reports.
struct StateFilter {
    JobState state;
    bool completing;
};
std::optional<StateFilter> parse_job_state(std::string_view text);
constexpr bool is_final(JobState s) {
    return s != JobState::pending && s != JobState::running && s != JobState::suspended;
}

/// Why a job waits or how it failed, in Slurm's vocabulary.
enum class Reason : std::uint8_t {
    none, priority, resources, dependency, begin_time, held_by_user, held_by_admin, partition_down,
    partition_inactive, partition_time_limit, partition_node_limit, nodes_unavailable, non_zero_exit, time_limit,
    out_of_memory, node_down, launch_failure, bad_constraints, system_failure, launch_failed_requeued_held,
    dependency_never_satisfied, array_task_limit, licenses, reservation, reservation_deleted, deadline, preempted,
    switches,
    // limits of associations and of QOS (model/account.hpp)
    invalid_account, invalid_qos, assoc_grp_cpu, assoc_grp_memory, assoc_grp_node, assoc_grp_billing,
    assoc_grp_gres, assoc_grp_license, assoc_grp_jobs, assoc_max_jobs, assoc_max_cpu_per_job,
    assoc_max_memory_per_job, assoc_max_node_per_job, assoc_max_billing_per_job, assoc_max_gres_per_job,
    assoc_max_license_per_job, assoc_max_wall, qos_grp_cpu, qos_grp_memory, qos_grp_node, qos_grp_billing,
    qos_grp_gres, qos_grp_license, qos_grp_jobs, qos_max_jobs_per_user, qos_max_jobs_per_account,
    qos_max_cpu_per_job, qos_max_memory_per_job, qos_max_node_per_job, qos_max_billing_per_job,
    qos_max_gres_per_job, qos_max_license_per_job, qos_max_wall, qos_max_cpu_per_user, qos_max_memory_per_user,
    qos_max_node_per_user, qos_max_billing_per_user, qos_max_gres_per_user, qos_max_license_per_user,
    qos_max_cpu_per_account, qos_max_memory_per_account, qos_max_node_per_account, qos_max_billing_per_account,
    qos_max_gres_per_account, qos_max_license_per_account, qos_min_cpu, qos_min_memory, qos_min_node,
    qos_min_billing, qos_min_gres, qos_min_license,
    reserved_nodes,
    requeued_held,  // put back into the queue by a person, to wait there
};
std::string_view to_string(Reason reason);

/// How a task or script ended, as wait(2) says it: an exit status or a signal.
struct ExitCode {
    std::uint32_t status = 0;
    std::uint32_t signal = 0;

    [[nodiscard]] bool ok() const { return status == 0 && signal == 0; }
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("status", self.status);
        visit("signal", self.signal);
    }
    friend bool operator==(const ExitCode&, const ExitCode&) = default;
};
/// "0:0"
std::string to_string(ExitCode code);
/// The worse of two, as Slurm ranks them: the higher status; a signal outranks a success.
ExitCode worse(ExitCode a, ExitCode b);

enum class Sharing : std::uint8_t {
    normal,     // cores of one node may go to several jobs
    exclusive,  // whole nodes
    asked,      // as normal; --oversubscribe said so, and it is shown
};

enum class JobKind : std::uint8_t {
    batch,        // a script that runs on the first node
    interactive,  // an allocation held by a waiting srun or salloc
};

/// What only a batch job has. Script and environment are kept in the store under the keys given here.
struct BatchSpec {
    std::string command;  // path of the script as submitted; empty when it came from stdin
    std::vector<std::string> arguments;
    std::string std_in;   // file name patterns, see compat: %j %x %N ...
    std::string std_out;
    std::string std_err;  // empty: same as std_out
    bool append = false;
    std::string script_key;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("command", self.command);
        visit("arguments", self.arguments);
        visit("std_in", self.std_in);
        visit("std_out", self.std_out);
        visit("std_err", self.std_err);
        visit("append", self.append);
        visit("script_key", self.script_key);
    }
    friend bool operator==(const BatchSpec&, const BatchSpec&) = default;
};

/// --signal: what a job gets some time before its limit ends it.
struct SignalWarning {
    std::uint32_t signal = 0;  // 0: nothing
    Duration before{60};
    bool batch_only = false;   // the batch shell gets it, not the steps

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("signal", self.signal);
        visit("before", self.before);
        visit("batch_only", self.batch_only);
    }
    friend bool operator==(const SignalWarning&, const SignalWarning&) = default;
};

/// GPUs and the shape of nodes, as far as they are not amounts for each node.
struct GpuSpec {
    std::vector<GresCount> total;     // --gpus
    std::vector<GresCount> per_task;  // --gpus-per-task
    std::optional<std::uint32_t> cpus_per_gpu;
    std::optional<Mebibytes> memory_per_gpu;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("total", self.total);
        visit("per_task", self.per_task);
        visit("cpus_per_gpu", self.cpus_per_gpu);
        visit("memory_per_gpu", self.memory_per_gpu);
    }
    friend bool operator==(const GpuSpec&, const GpuSpec&) = default;
};

/// What nodes must at least have, and how much of a core or socket is used.
struct NodeShape {
    std::optional<std::uint32_t> sockets;
    std::optional<std::uint32_t> cores_per_socket;
    std::optional<std::uint32_t> threads_per_core;  // also the most threads of a core that are used
    std::optional<std::uint32_t> tasks_per_core;
    std::optional<std::uint32_t> tasks_per_socket;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("sockets", self.sockets);
        visit("cores_per_socket", self.cores_per_socket);
        visit("threads_per_core", self.threads_per_core);
        visit("tasks_per_core", self.tasks_per_core);
        visit("tasks_per_socket", self.tasks_per_socket);
    }
    friend bool operator==(const NodeShape&, const NodeShape&) = default;
};

/// How long a job waits for as few leaf switches as it asked for, if it does not say.
inline constexpr Duration kSwitchesWait{300};

/// Tasks `first`, `first + step`, ... up to `last` of a job array.
struct ArrayRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t step = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("first", self.first);
        visit("last", self.last);
        visit("step", self.step);
    }
    friend bool operator==(const ArrayRange&, const ArrayRange&) = default;
};

/// Which tasks of a job array, in ascending order, and how many of them may run at once (0: all).
struct ArraySpec {
    std::vector<ArrayRange> tasks;
    std::uint32_t most_running = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("tasks", self.tasks);
        visit("most_running", self.most_running);
    }
    friend bool operator==(const ArraySpec&, const ArraySpec&) = default;
};

/// What a job says that decides nothing. It is kept to be shown.
struct Remarks {
    std::string submit_line;  // the command that submitted it, its words with blanks between
    std::string network;
    Duration delay_boot{0};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("submit_line", self.submit_line);
        visit("network", self.network);
        visit("delay_boot", self.delay_boot);
    }
    friend bool operator==(const Remarks&, const Remarks&) = default;
};

/// A request for resources and time, with everything that defaults filled in by the command left as given.
struct JobSpec {
    JobKind kind = JobKind::batch;
    std::string name;
    std::string account;
    std::string qos;
    std::string comment;
    std::vector<std::string> partitions;  // empty: the default partition

    UserId user;  // set by the controller from the verified identity, never from the message
    GroupId group;
    std::string user_name;
    std::string group_name;

    std::optional<std::uint32_t> min_nodes;
    std::optional<std::uint32_t> max_nodes;
    std::optional<std::uint32_t> tasks;
    std::optional<std::uint32_t> cpus_per_task;
    std::optional<std::uint32_t> tasks_per_node;
    std::optional<std::uint32_t> min_cpus_per_node;
    std::optional<Mebibytes> memory_per_node;
    std::optional<Mebibytes> memory_per_cpu;
    std::optional<Mebibytes> tmp_disk;
    std::vector<GresCount> gres_per_node;
    GpuSpec gpus;
    NodeShape shape;
    std::string constraint;  // feature expression as given
    std::vector<std::string> node_list;
    std::vector<std::string> exclude;
    Sharing sharing = Sharing::normal;
    bool overcommit = false;
    bool contiguous = false;
    std::optional<std::uint32_t> switches;   // --switches: at most so many leaf switches,
    std::optional<Duration> switches_wait;   // unless that would take longer than this
    std::optional<std::uint32_t> segment;    // --segment: nodes that must share a block
    std::vector<LicenseCount> licenses;
    std::string reservation;

    ArraySpec array;                 // no tasks: not an array; else one record for all of them until they start
    std::string dependency;          // as given: afterok:12:13,singleton
    std::optional<bool> kill_on_invalid_dependency;  // end it when that can never be met; empty: as configured
    TimeLimit time_min;              // --time-min: the limit may be lowered to this to start sooner
    std::optional<Instant> deadline; // it must have ended by then
    TimeLimit time_limit;         // empty: the partition's default, unless unlimited_time
    bool unlimited_time = false;  // --time=UNLIMITED was asked for
    SignalWarning warning;
    std::optional<Instant> begin;
    bool hold = false;
    std::int32_t nice = 0;
    std::optional<std::uint32_t> priority;
    std::optional<bool> requeue;
    MailSpec mail;
    Remarks remarks;

    std::string work_dir;
    std::string environment_key;  // where the store keeps the environment of the job
    std::string submit_host;
    std::uint32_t submit_session = 0;
    std::string submit_key;  // random, from the command: the same request sent twice is one job
    BatchSpec batch;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("kind", self.kind);
        visit("name", self.name);
        visit("account", self.account);
        visit("qos", self.qos);
        visit("comment", self.comment);
        visit("partitions", self.partitions);
        visit("user", self.user);
        visit("group", self.group);
        visit("user_name", self.user_name);
        visit("group_name", self.group_name);
        visit("min_nodes", self.min_nodes);
        visit("max_nodes", self.max_nodes);
        visit("tasks", self.tasks);
        visit("cpus_per_task", self.cpus_per_task);
        visit("tasks_per_node", self.tasks_per_node);
        visit("min_cpus_per_node", self.min_cpus_per_node);
        visit("memory_per_node", self.memory_per_node);
        visit("memory_per_cpu", self.memory_per_cpu);
        visit("tmp_disk", self.tmp_disk);
        visit("gres_per_node", self.gres_per_node);
        visit("gpus", self.gpus);
        visit("shape", self.shape);
        visit("constraint", self.constraint);
        visit("node_list", self.node_list);
        visit("exclude", self.exclude);
        visit("sharing", self.sharing);
        visit("overcommit", self.overcommit);
        visit("contiguous", self.contiguous);
        visit("switches", self.switches);
        visit("switches_wait", self.switches_wait);
        visit("segment", self.segment);
        visit("licenses", self.licenses);
        visit("reservation", self.reservation);
        visit("array", self.array);
        visit("dependency", self.dependency);
        visit("kill_on_invalid_dependency", self.kill_on_invalid_dependency);
        visit("time_min", self.time_min);
        visit("deadline", self.deadline);
        visit("time_limit", self.time_limit);
        visit("unlimited_time", self.unlimited_time);
        visit("warning", self.warning);
        visit("begin", self.begin);
        visit("hold", self.hold);
        visit("nice", self.nice);
        visit("priority", self.priority);
        visit("requeue", self.requeue);
        visit("mail", self.mail);
        visit("remarks", self.remarks);
        visit("work_dir", self.work_dir);
        visit("environment_key", self.environment_key);
        visit("submit_host", self.submit_host);
        visit("submit_session", self.submit_session);
        visit("submit_key", self.submit_key);
        visit("batch", self.batch);
    }
    friend bool operator==(const JobSpec&, const JobSpec&) = default;
};

/// Who gets the mail that the job asks for: an address, or a user's name.
const std::string& mail_receiver(const JobSpec& spec);

/// A job's share of one node. Named, not indexed: a record outlives the configuration it was made under.
struct NodeShare {
    std::string node;
    std::uint32_t tasks = 0;
    std::uint32_t cpus = 0;
    std::vector<std::uint32_t> cores;  // core numbers on the node, ascending
    Mebibytes memory;
    std::vector<GresDevices> gres;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("node", self.node);
        visit("tasks", self.tasks);
        visit("cpus", self.cpus);
        visit("cores", self.cores);
        visit("memory", self.memory);
        visit("gres", self.gres);
    }
    friend bool operator==(const NodeShare&, const NodeShare&) = default;
};

struct Job {
    JobId id;
    JobSpec spec;
    JobState state = JobState::pending;
    bool completing = false;  // decided, but processes or their reports are still outstanding
    Reason reason = Reason::none;
    std::string reason_detail;
    std::uint32_t priority = 0;  // 0 while held
    Attempt attempt;
    Instant submitted;
    std::optional<Instant> eligible;
    std::optional<Instant> started;
    std::optional<Instant> ended;
    std::optional<Instant> planned_start;
    std::vector<std::string> planned_nodes;
    std::vector<std::uint32_t> planned_tasks;  // on each of planned_nodes
    std::string planned_partition;
    TimeLimit time_limit;           // in force: asked for or the partition's
    std::string partition;          // where it runs; while pending, the first it asked for
    std::vector<NodeShare> shares;  // kept after the end for accounting
    ExitCode exit_code;
    ExitCode derived_exit_code;
    std::optional<UserId> cancelled_by;
    std::uint32_t next_step = 0;
    std::optional<JobId> array_job;           // the array this job is, or was, a part of
    std::optional<std::uint32_t> array_task;  // its number there; empty while it stands for several tasks
    std::vector<ArrayRange> array_left;       // the tasks that an array's record still stands for
    std::string unmet_dependency;             // the part of spec.dependency that is not fulfilled yet
    std::vector<LicenseCount> licenses;       // held while it runs
    bool warned = false;          // it got the signal of spec.warning
    bool requeue_at_end = false;  // its processes are being ended so that it can wait again
    std::optional<Instant> suspended_since;  // while it is suspended
    Duration suspended_for{0};    // in all, before that
    std::optional<Instant> resumed;  // when it last went on
    bool gives_way = false;       // suspended for a more important job: it goes on when its cores are free
    std::optional<Instant> killed_at;  // preempted: until then it may end by itself

    [[nodiscard]] std::uint32_t total_cpus() const;
    [[nodiscard]] std::vector<std::string> nodes() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("id", self.id);
        visit("spec", self.spec);
        visit("state", self.state);
        visit("completing", self.completing);
        visit("reason", self.reason);
        visit("reason_detail", self.reason_detail);
        visit("priority", self.priority);
        visit("attempt", self.attempt);
        visit("submitted", self.submitted);
        visit("eligible", self.eligible);
        visit("started", self.started);
        visit("ended", self.ended);
        visit("planned_start", self.planned_start);
        visit("planned_nodes", self.planned_nodes);
        visit("planned_tasks", self.planned_tasks);
        visit("planned_partition", self.planned_partition);
        visit("time_limit", self.time_limit);
        visit("partition", self.partition);
        visit("shares", self.shares);
        visit("exit_code", self.exit_code);
        visit("derived_exit_code", self.derived_exit_code);
        visit("cancelled_by", self.cancelled_by);
        visit("next_step", self.next_step);
        visit("array_job", self.array_job);
        visit("array_task", self.array_task);
        visit("array_left", self.array_left);
        visit("unmet_dependency", self.unmet_dependency);
        visit("licenses", self.licenses);
        visit("warned", self.warned);
        visit("requeue_at_end", self.requeue_at_end);
        visit("suspended_since", self.suspended_since);
        visit("suspended_for", self.suspended_for);
        visit("resumed", self.resumed);
        visit("gives_way", self.gives_way);
        visit("killed_at", self.killed_at);
    }
    friend bool operator==(const Job&, const Job&) = default;
};

/// What squeue shows as the state: COMPLETING outranks the state that follows it.
std::string_view shown_state(const Job& job);
std::string_view shown_code(const Job& job);

}  // namespace sluice
