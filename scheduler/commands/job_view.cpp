// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/job_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

#include "scheduler/commands/words.hpp"
#include "scheduler/model/dependency.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/job_target.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::commands {
namespace {

std::uint32_t divide_up(std::uint32_t a, std::uint32_t b) { return b == 0 ? 1 : (a + b - 1) / b; }

std::uint32_t nodes_asked(const JobRow& row) {
    const auto& spec = row.job.spec;
    auto nodes = std::max(spec.min_nodes.value_or(1), 1u);
    if (!spec.tasks) return nodes;
    if (spec.tasks_per_node) nodes = std::max(nodes, divide_up(*spec.tasks, *spec.tasks_per_node));
    if (row.node_cpus == 0) return nodes;
    return std::max(nodes, divide_up(*spec.tasks * spec.cpus_per_task.value_or(1), row.node_cpus));
}

std::uint32_t tasks_asked(const JobRow& row) {
    const auto& spec = row.job.spec;
    return spec.tasks.value_or(nodes_asked(row) * spec.tasks_per_node.value_or(1));
}

/// Generic resources by their TRES name, `gres/gpu`, over all nodes.
std::map<std::string, std::uint64_t> gres_totals(const JobRow& row) {
    std::map<std::string, std::uint64_t> totals;
    for (const auto& share : row.job.shares) {
        for (const auto& gres : share.gres) totals["gres/" + gres.name] += gres.indices.size();
    }
    if (!row.job.shares.empty()) return totals;
    const auto& spec = row.job.spec;
    for (const auto& gres : spec.gres_per_node)
        totals["gres/" + gres.name] += std::uint64_t{gres.count} * nodes_asked(row);
    for (const auto& gpus : spec.gpus.total) totals["gres/" + gpus.name] += gpus.count;
    for (const auto& gpus : spec.gpus.per_task)
        totals["gres/" + gpus.name] += std::uint64_t{gpus.count} * tasks_asked(row);
    return totals;
}

bool explains_failure(JobState state) {
    constexpr std::array kStates{JobState::pending,       JobState::failed,   JobState::timeout,
                                 JobState::out_of_memory, JobState::deadline, JobState::node_fail,
                                 JobState::boot_fail};
    return std::ranges::find(kStates, state) != kStates.end();
}

}  // namespace

std::uint32_t node_count(const JobRow& row) {
    const auto nodes = static_cast<std::uint32_t>(row.job.shares.size());
    return nodes > 0 ? nodes : nodes_asked(row);
}

std::uint32_t cpu_count(const JobRow& row) {
    if (!row.job.shares.empty()) return row.job.total_cpus();
    const auto asked = tasks_asked(row) * row.job.spec.cpus_per_task.value_or(1);
    return std::max(asked, nodes_asked(row));
}

std::uint32_t task_count(const JobRow& row) {
    std::uint32_t tasks = 0;
    for (const auto& share : row.job.shares) tasks += share.tasks;
    return tasks > 0 ? tasks : std::max(tasks_asked(row), row.job.spec.tasks ? 1u : nodes_asked(row));
}

std::optional<Mebibytes> total_memory(const JobRow& row) {
    Mebibytes held;
    for (const auto& share : row.job.shares) held += share.memory;
    if (held.count() > 0) return held;
    const auto& spec = row.job.spec;
    if (spec.memory_per_cpu) return *spec.memory_per_cpu * cpu_count(row);
    if (spec.memory_per_node) return *spec.memory_per_node * node_count(row);
    return std::nullopt;
}

std::string resources_text(const JobRow& row) {
    auto text = fmt::format("cpu={}", cpu_count(row));
    if (const auto memory = total_memory(row)) text += ",mem=" + format_memory(*memory);
    text += fmt::format(",node={},billing={}", node_count(row), cpu_count(row));
    for (const auto& [name, count] : gres_totals(row)) text += fmt::format(",{}={}", name, count);
    return text;
}

namespace {

std::size_t longest_task_list() {
    constexpr std::size_t kUsual = 64;
    const char* text = std::getenv("SLURM_BITSTR_LEN");
    const auto length = text == nullptr ? std::nullopt : parse_number<std::size_t>(text);
    if (!length) return kUsual;
    return *length == 0 ? SIZE_MAX : *length;
}

}  // namespace

std::string job_name_text(const JobRow& row) { return shown_id(row.job, longest_task_list()); }
std::string task_text(const JobRow& row) { return shown_tasks(row.job, longest_task_list()); }
JobId array_of(const JobRow& row) { return row.job.array_job.value_or(row.job.id); }
std::string dependency_text(const JobRow& row) { return or_null(shown_dependency(row.job.unmet_dependency)); }

std::optional<Instant> start_of(const JobRow& row) {
    const auto& job = row.job;
    if (job.started || job.state != JobState::pending) return job.started ? job.started : job.ended;
    if (job.planned_start) return job.planned_start;
    if (job.spec.begin && *job.spec.begin > row.now) return job.spec.begin;
    return std::nullopt;
}

std::optional<Instant> end_of(const JobRow& row) {
    if (row.job.ended) return row.job.ended;
    const auto start = start_of(row);
    if (!start || !row.job.time_limit) return std::nullopt;
    return *start + *row.job.time_limit + row.job.suspended_for;
}

Duration time_used(const JobRow& row) {
    if (!row.job.started) return Duration{0};
    const auto until = row.job.suspended_since.value_or(row.job.ended.value_or(row.now));
    return until - *row.job.started - row.job.suspended_for;
}

std::string node_list(const JobRow& row) { return fold_hosts(row.job.nodes()); }

std::string batch_host(const JobRow& row, std::string_view absent) {
    return row.job.shares.empty() ? std::string{absent} : row.job.shares.front().node;
}

std::string partition_text(const JobRow& row) {
    const auto& asked = row.job.spec.partitions;
    const bool waits_for_several = row.job.state == JobState::pending && asked.size() > 1;
    return waits_for_several ? join(asked) : row.job.partition;
}

std::string reason_text(const JobRow& row) {
    std::string text{to_string(row.job.reason)};
    if (row.job.reason_detail.find("Nodes:") != std::string::npos) text += ", " + row.job.reason_detail;
    return text;
}

std::string nodes_or_reason(const JobRow& row) {
    if (explains_failure(row.job.state)) return fmt::format("({})", reason_text(row));
    return node_list(row);
}

std::string command_text(const JobRow& row) {
    const auto& batch = row.job.spec.batch;
    if (batch.command.empty() || batch.arguments.empty()) return or_null(batch.command);
    return batch.command + " " + join(batch.arguments, " ");
}

std::string sharing_word(const JobRow& row) {
    switch (row.job.spec.sharing) {
        case Sharing::normal: return "OK";
        case Sharing::exclusive: return "NO";
        case Sharing::asked: return "YES";
    }
    return "OK";
}

std::string memory_text(Mebibytes amount, bool convert_units) {
    if (convert_units || amount.count() == 0) return format_memory(amount);
    return fmt::format("{}M", amount.count());
}

Mebibytes asked_memory(const JobRow& row) {
    const auto& spec = row.job.spec;
    return spec.memory_per_cpu.value_or(spec.memory_per_node.value_or(Mebibytes{0}));
}

std::uint32_t cpus_per_node_asked(const JobRow& row) {
    const auto& spec = row.job.spec;
    const auto for_tasks = spec.cpus_per_task.value_or(1) * spec.tasks_per_node.value_or(1);
    return std::max(spec.min_cpus_per_node.value_or(1), for_tasks);
}

std::string or_null(std::string text) { return text.empty() ? "(null)" : std::move(text); }

}  // namespace sluice::commands
