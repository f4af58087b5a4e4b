// SPDX-License-Identifier: Apache-2.0
//
// A step: one parallel program (or the batch script) inside a job, and where its tasks run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/model/cluster.hpp"
#include "scheduler/model/ids.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/model/usage.hpp"

namespace sluice {

/// How ranks are dealt to nodes: consecutive ones on one node; one on each in turn; `plane_size` on each in turn;
/// as a list of nodes says, one entry for each rank.
enum class Distribution : std::uint8_t { block, cyclic, plane, arbitrary };

/// How the tasks of a node are dealt to its sockets, and the CPUs of a task to cores: one socket after the
/// other; each in turn; for fcyclic also the CPUs of one task.
enum class SocketOrder : std::uint8_t { automatic, block, cyclic, fcyclic };

/// What tasks are bound to. automatic: to their CPUs where the node enforces that.
enum class CpuBindKind : std::uint8_t {
    automatic, none, rank, rank_ldom, map_cpu, mask_cpu, map_ldom, mask_ldom, threads, cores, sockets, ldoms, boards,
};
enum class MemBindKind : std::uint8_t { none, rank, local, map_mem, mask_mem, prefer };
enum class GpuBindKind : std::uint8_t { none, closest, single, per_task, map_gpu, mask_gpu };

/// --cpu-bind, --mem-bind and --gpu-bind. Lists as given; the n-th entry is for the n-th task of each node.
struct BindSpec {
    CpuBindKind cpu = CpuBindKind::automatic;
    std::vector<std::string> cpu_list;
    bool cpu_verbose = false;
    MemBindKind memory = MemBindKind::none;
    std::vector<std::string> memory_list;
    bool memory_verbose = false;
    GpuBindKind gpu = GpuBindKind::none;
    std::vector<std::string> gpu_list;
    std::uint32_t gpu_count = 0;  // single: tasks to a GPU; per_task: GPUs to a task
    bool gpu_verbose = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("cpu", self.cpu);
        visit("cpu_list", self.cpu_list);
        visit("cpu_verbose", self.cpu_verbose);
        visit("memory", self.memory);
        visit("memory_list", self.memory_list);
        visit("memory_verbose", self.memory_verbose);
        visit("gpu", self.gpu);
        visit("gpu_list", self.gpu_list);
        visit("gpu_count", self.gpu_count);
        visit("gpu_verbose", self.gpu_verbose);
    }
    friend bool operator==(const BindSpec&, const BindSpec&) = default;
};

/// A line of a --multi-prog file: which ranks run which program. In an argument %t stands for the rank, %o for its
/// place among these.
struct RankProgram {
    std::vector<std::uint32_t> ranks;  // none: all that no other line names
    std::vector<std::string> arguments;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("ranks", self.ranks);
        visit("arguments", self.arguments);
    }
    friend bool operator==(const RankProgram&, const RankProgram&) = default;
};

/// The terminal of --pty; no rows: there is none.
struct TerminalSpec {
    std::uint32_t rows = 0;
    std::uint32_t columns = 0;

    [[nodiscard]] bool wanted() const { return rows > 0; }
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("rows", self.rows);
        visit("columns", self.columns);
    }
    friend bool operator==(const TerminalSpec&, const TerminalSpec&) = default;
};

/// Where the waiting srun listens for its shepherds. The key signs what they say to each other.
struct ClientEndpoint {
    std::string host;
    std::uint16_t port = 0;
    std::string key;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("host", self.host);
        visit("port", self.port);
        visit("key", self.key);
    }
    friend bool operator==(const ClientEndpoint&, const ClientEndpoint&) = default;
};

/// Files of a step's tasks as patterns; empty means through srun's own stdin, stdout, stderr.
struct StepFiles {
    std::string std_in;
    std::string std_out;
    std::string std_err;
    bool append = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("std_in", self.std_in);
        visit("std_out", self.std_out);
        visit("std_err", self.std_err);
        visit("append", self.append);
    }
    friend bool operator==(const StepFiles&, const StepFiles&) = default;
};

struct StepSpec {
    std::string name;
    std::vector<std::string> arguments;  // the program and its arguments
    std::string work_dir;
    std::string environment_key;
    std::uint32_t umask = 022;

    std::optional<std::uint32_t> min_nodes;
    std::optional<std::uint32_t> max_nodes;
    std::optional<std::uint32_t> tasks;
    std::optional<std::uint32_t> tasks_per_node;
    std::optional<std::uint32_t> cpus_per_task;
    std::vector<std::string> node_list;
    std::vector<std::string> exclude;
    std::uint32_t relative = 0;  // first node, counted in the job's list
    Distribution distribution = Distribution::block;
    std::uint32_t plane_size = 0;
    SocketOrder socket_order = SocketOrder::automatic;
    SocketOrder core_order = SocketOrder::automatic;
    std::optional<std::uint32_t> tasks_per_core;
    std::optional<std::uint32_t> tasks_per_socket;
    std::optional<std::uint32_t> threads_per_core;  // no more threads of a core than this are used
    std::optional<Mebibytes> memory_per_node;       // held against other steps; without it, shared with them
    std::optional<Mebibytes> memory_per_cpu;
    bool gres_given = false;  // the lists below count, even empty; otherwise the step sees what the job has
    std::vector<GresCount> gres_per_node;
    std::vector<GresCount> gpus_per_task;
    std::vector<GresCount> gpus;  // in all
    BindSpec bind;
    bool exact = false;        // its tasks use its own CPUs only, not all that the job has on their nodes
    bool overlap = false;      // share CPUs, memory and devices with other steps
    bool overcommit = false;   // more tasks than CPUs
    bool immediate = false;    // fail instead of waiting for CPUs
    bool kill_on_bad_exit = false;
    TerminalSpec terminal;
    std::vector<RankProgram> programs;  // --multi-prog; none: all ranks run `arguments`
    std::string task_prolog;            // run before each task, as the user
    std::string task_epilog;            // and after it
    std::string broadcast;              // --bcast: a file from srun is written here first; an empty program means it
    TimeLimit time_limit;
    MpiKind mpi = MpiKind::none;
    StepFiles files;
    ClientEndpoint client;
    std::string submit_line;  // the command that created it, its words with blanks between
    std::string request_key;  // random, from srun: the same request sent twice is one step

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("arguments", self.arguments);
        visit("work_dir", self.work_dir);
        visit("environment_key", self.environment_key);
        visit("umask", self.umask);
        visit("min_nodes", self.min_nodes);
        visit("max_nodes", self.max_nodes);
        visit("tasks", self.tasks);
        visit("tasks_per_node", self.tasks_per_node);
        visit("cpus_per_task", self.cpus_per_task);
        visit("node_list", self.node_list);
        visit("exclude", self.exclude);
        visit("relative", self.relative);
        visit("distribution", self.distribution);
        visit("plane_size", self.plane_size);
        visit("socket_order", self.socket_order);
        visit("core_order", self.core_order);
        visit("tasks_per_core", self.tasks_per_core);
        visit("tasks_per_socket", self.tasks_per_socket);
        visit("threads_per_core", self.threads_per_core);
        visit("memory_per_node", self.memory_per_node);
        visit("memory_per_cpu", self.memory_per_cpu);
        visit("gres_given", self.gres_given);
        visit("gres_per_node", self.gres_per_node);
        visit("gpus_per_task", self.gpus_per_task);
        visit("gpus", self.gpus);
        visit("bind", self.bind);
        visit("exact", self.exact);
        visit("overlap", self.overlap);
        visit("overcommit", self.overcommit);
        visit("immediate", self.immediate);
        visit("kill_on_bad_exit", self.kill_on_bad_exit);
        visit("terminal", self.terminal);
        visit("programs", self.programs);
        visit("task_prolog", self.task_prolog);
        visit("task_epilog", self.task_epilog);
        visit("broadcast", self.broadcast);
        visit("time_limit", self.time_limit);
        visit("mpi", self.mpi);
        visit("files", self.files);
        visit("client", self.client);
        visit("submit_line", self.submit_line);
        visit("request_key", self.request_key);
    }
    friend bool operator==(const StepSpec&, const StepSpec&) = default;
};

/// What a step has on one node, and how far it got there.
struct StepShare {
    std::string node;
    std::vector<std::uint32_t> tasks;  // ranks, ascending
    std::uint32_t cpus = 0;
    std::vector<std::uint32_t> cpu_ids;  // which of the node's CPUs: core number * threads per core + thread
    Mebibytes memory;                  // zero: what the job has there
    std::vector<GresDevices> gres;
    bool started = false;  // the node daemon confirmed the shepherd
    bool ended = false;    // the node daemon reported its end
    ExitCode exit_code;    // the worst of its tasks
    Usage usage;           // known when it has ended

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("node", self.node);
        visit("tasks", self.tasks);
        visit("cpus", self.cpus);
        visit("cpu_ids", self.cpu_ids);
        visit("memory", self.memory);
        visit("gres", self.gres);
        visit("started", self.started);
        visit("ended", self.ended);
        visit("exit_code", self.exit_code);
        visit("usage", self.usage);
    }
    friend bool operator==(const StepShare&, const StepShare&) = default;
};

struct Step {
    JobId job;
    StepNumber number;
    Attempt attempt;  // the job's attempt it belongs to
    StepSpec spec;
    JobState state = JobState::pending;  // pending while it waits for CPUs of its own job
    Instant created;
    std::optional<Instant> started;
    std::optional<Instant> ended;
    std::vector<StepShare> shares;
    ExitCode exit_code;
    std::string failure;  // why it could not be started, for the person who did

    [[nodiscard]] StepId id() const { return {job, number}; }
    [[nodiscard]] std::uint32_t total_tasks() const {
        std::uint32_t sum = 0;
        for (const auto& share : shares) sum += static_cast<std::uint32_t>(share.tasks.size());
        return sum;
    }
    [[nodiscard]] std::uint32_t total_cpus() const {
        std::uint32_t sum = 0;
        for (const auto& share : shares) sum += share.cpus;
        return sum;
    }
    [[nodiscard]] std::vector<std::string> nodes() const {
        std::vector<std::string> names;
        for (const auto& share : shares) names.push_back(share.node);
        return names;
    }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("job", self.job);
        visit("number", self.number);
        visit("attempt", self.attempt);
        visit("spec", self.spec);
        visit("state", self.state);
        visit("created", self.created);
        visit("started", self.started);
        visit("ended", self.ended);
        visit("shares", self.shares);
        visit("exit_code", self.exit_code);
        visit("failure", self.failure);
    }
    friend bool operator==(const Step&, const Step&) = default;
};

}  // namespace sluice
