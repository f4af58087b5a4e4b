// SPDX-License-Identifier: Apache-2.0
//
// Jobs and nodes as they stood on a cluster of Slurm 22.05 when the expected texts of these tests were taken.
#pragma once

#include <cstdlib>
#include <ctime>

#include "scheduler/commands/job_fields.hpp"
#include "scheduler/commands/node_group.hpp"

namespace sluice::commands::samples {

using namespace std::chrono_literals;

/// 2026-11-23T06:29:22 UTC
inline const Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 6h + 29min + 22s};

/// Expected times are those of Greenwich.
inline void use_utc() {
    ::setenv("TZ", "UTC", 1);
    ::unsetenv("SLURM_TIME_FORMAT");
    ::tzset();
}

inline NodeShare share(std::string node, std::vector<std::uint32_t> cores, std::uint32_t tasks) {
    NodeShare held;
    held.node = std::move(node);
    held.cores = std::move(cores);
    held.cpus = static_cast<std::uint32_t>(held.cores.size());
    held.tasks = tasks;
    held.memory = Mebibytes{200};
    return held;
}

/// A job of root's in partition batch, waiting since three seconds.
inline JobRow waiting(std::uint32_t id, std::string name) {
    JobRow row;
    row.now = kNow;
    auto& job = row.job;
    job.id = JobId{id};
    job.spec.name = std::move(name);
    job.spec.user_name = job.spec.group_name = "root";
    job.spec.work_dir = "/data";
    job.spec.batch.command = "/data/job.sh";
    job.spec.submit_host = "vm";
    job.spec.submit_session = 5939;
    job.partition = "batch";
    job.priority = 4294901760u - id;
    job.reason = Reason::priority;
    job.submitted = kNow - 3s;
    job.eligible = job.submitted;
    job.time_limit = 30min;
    return row;
}

/// `sbatch -N2 -n4 --mem=200 -t 30`, running on n1 and n2 since two seconds.
inline JobRow running() {
    auto row = waiting(1, "hello");
    auto& job = row.job;
    job.state = JobState::running;
    job.reason = Reason::none;
    job.spec.min_nodes = job.spec.max_nodes = 2;
    job.spec.tasks = 4;
    job.spec.memory_per_node = Mebibytes{200};
    job.started = kNow - 2s;
    job.shares = {share("n1", {0, 1, 2}, 3), share("n2", {0}, 1)};
    return row;
}

inline NodeView node(std::string name, std::uint32_t sockets = 1) {
    NodeView view;
    view.spec.name = view.record.name = std::move(name);
    view.spec.sockets = sockets;
    view.spec.cores_per_socket = 4;
    view.spec.memory = Mebibytes{4096 * sockets};
    view.record.health = NodeHealth::up;
    view.record.responding = true;
    return view;
}

inline PartitionSpec partition(std::string name, std::vector<std::string> nodes) {
    PartitionSpec spec;
    spec.name = std::move(name);
    spec.nodes = std::move(nodes);
    return spec;
}

}  // namespace sluice::commands::samples
