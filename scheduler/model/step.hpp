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

enum class Distribution : std::uint8_t { block, cyclic };

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
    bool overlap = false;      // share CPUs with other steps
    bool overcommit = false;   // more tasks than CPUs
    bool immediate = false;    // fail instead of waiting for CPUs
    bool kill_on_bad_exit = false;
    TimeLimit time_limit;
    MpiKind mpi = MpiKind::none;
    StepFiles files;
    ClientEndpoint client;
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
        visit("overlap", self.overlap);
        visit("overcommit", self.overcommit);
        visit("immediate", self.immediate);
        visit("kill_on_bad_exit", self.kill_on_bad_exit);
        visit("time_limit", self.time_limit);
        visit("mpi", self.mpi);
        visit("files", self.files);
        visit("client", self.client);
        visit("request_key", self.request_key);
    }
    friend bool operator==(const StepSpec&, const StepSpec&) = default;
};

/// What a step has on one node, and how far it got there.
struct StepShare {
    std::string node;
    std::vector<std::uint32_t> tasks;  // ranks, ascending
    std::uint32_t cpus = 0;
    bool started = false;  // the node daemon confirmed the shepherd
    bool ended = false;    // the node daemon reported its end
    ExitCode exit_code;    // the worst of its tasks
    Usage usage;           // known when it has ended

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("node", self.node);
        visit("tasks", self.tasks);
        visit("cpus", self.cpus);
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
