// SPDX-License-Identifier: Apache-2.0
//
// A job as commands show it: what follows from its record and the present time. Pure; every command that
// prints jobs takes these words and numbers from here, so that their answers agree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scheduler/model/job.hpp"
#include "scheduler/model/memory.hpp"
#include "scheduler/model/time.hpp"

namespace sluice::commands {

struct JobRow {
    Job job;
    Instant now;
    bool convert_units = true;    // 2G rather than 2048M
    std::uint32_t node_cpus = 0;  // of the largest node it could get, for estimates; 0: unknown
    bool detail = false;          // scontrol --details
    std::string cluster = {};     // whose job it is
    bool open_limit = false;      // neither it nor its partition says how long it may run
};

/// What it has, or while it waits what it asked for; the number of nodes is then an estimate.
std::uint32_t node_count(const JobRow& row);
std::uint32_t cpu_count(const JobRow& row);
std::uint32_t task_count(const JobRow& row);
/// Of all nodes together; empty when neither it nor its nodes say.
std::optional<Mebibytes> total_memory(const JobRow& row);
/// `cpu=4,mem=400M,node=2,billing=4,gres/gpu=2`
std::string resources_text(const JobRow& row);

/// `12`, `12_3`, `12_[0-3%2]`; long lists of tasks are cut as SLURM_BITSTR_LEN says.
std::string job_name_text(const JobRow& row);
/// `3`, `0-3%2`; empty outside arrays.
std::string task_text(const JobRow& row);
JobId array_of(const JobRow& row);
/// `afterok:12(unfulfilled)`, or `(null)`
std::string dependency_text(const JobRow& row);

/// Start and end, past or expected.
std::optional<Instant> start_of(const JobRow& row);
std::optional<Instant> end_of(const JobRow& row);
Duration time_used(const JobRow& row);

std::string node_list(const JobRow& row);
std::string batch_host(const JobRow& row, std::string_view absent);
/// Partition names: all that it asked for while it waits, then the one it got.
std::string partition_text(const JobRow& row);
/// `Resources`, `ReqNodeNotAvail, UnavailableNodes:n1`
std::string reason_text(const JobRow& row);
/// Nodes, or the reason in parentheses while it waits or after it failed.
std::string nodes_or_reason(const JobRow& row);

std::string command_text(const JobRow& row);
/// `OK`, `YES`, `NO`: whether its nodes may have other jobs.
std::string sharing_word(const JobRow& row);
std::string memory_text(Mebibytes amount, bool convert_units);
/// What was asked for of each node or of each CPU; zero when nothing was.
Mebibytes asked_memory(const JobRow& row);
std::uint32_t cpus_per_node_asked(const JobRow& row);

/// Where the batch script's output goes: absolute, with all patterns filled in.
std::string std_out_path(const JobRow& row);
std::string std_err_path(const JobRow& row);
std::string std_in_path(const JobRow& row);

/// `(null)`, as Slurm writes what is not there.
std::string or_null(std::string text);

}  // namespace sluice::commands
