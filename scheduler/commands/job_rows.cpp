// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/job_rows.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

std::uint32_t cpus_of_largest_node(const ClusterConfig& config, const PartitionSpec& partition) {
    const std::set<std::string_view> names{partition.nodes.begin(), partition.nodes.end()};
    std::uint32_t largest = 0;
    for (const auto& node : config.nodes) {
        if (names.contains(node.name)) largest = std::max(largest, node.cpus());
    }
    return largest;
}

bool has_open_limit(const Job& job, const ClusterConfig& config) {
    if (job.spec.time_limit || job.spec.unlimited_time) return false;
    const auto partition = std::ranges::find(config.partitions, job.partition, &PartitionSpec::name);
    return partition != config.partitions.end() && !partition->default_time;
}

}  // namespace

std::vector<JobRow> job_rows(const wire::JobReply& reply, const ClusterConfig& config) {
    std::map<std::string, std::uint32_t> largest;
    for (const auto& partition : config.partitions)
        largest[partition.name] = cpus_of_largest_node(config, partition);

    std::vector<JobRow> rows;
    for (const auto& each : reply.jobs()) {
        auto& row = rows.emplace_back();
        row.job = wire::decode(each);
        row.now = Instant{Duration{reply.now()}};
        row.node_cpus = largest[row.job.partition];
        row.cluster = config.name;
        row.open_limit = has_open_limit(row.job, config);
    }
    return rows;
}

std::vector<StepRow> step_rows(const wire::JobReply& reply) {
    std::map<JobId, Job> jobs;
    for (const auto& each : reply.jobs()) jobs.emplace(JobId{each.id()}, wire::decode(each));
    std::vector<StepRow> rows;
    for (const auto& each : reply.steps()) {
        const auto job = jobs.find(JobId{each.job()});
        if (job == jobs.end()) continue;
        rows.push_back({wire::decode(each), job->second, Instant{Duration{reply.now()}}});
    }
    return rows;
}

}  // namespace sluice::commands
