// SPDX-License-Identifier: Apache-2.0
//
// `scontrol show partition`: the keys of Slurm 22.05 in their order.
#include <fmt/format.h>

#include "scheduler/commands/records.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::commands {
namespace {

using Row = const PartitionRow&;
using Value = std::optional<std::string>;

std::uint64_t total_cpus(Row r) {
    std::uint64_t cpus = 0;
    for (const auto& node : r.nodes) cpus += node.spec.cpus();
    return cpus;
}

std::string resources(Row r) {
    Mebibytes memory;
    for (const auto& node : r.nodes) memory += node.spec.memory;
    return fmt::format("cpu={},mem={},node={},billing={}", total_cpus(r), format_memory(memory),
                       r.nodes.size(), total_cpus(r));
}

Value memory_per_cpu(Row r) {
    if (!r.partition.default_memory_per_cpu) return std::nullopt;
    return std::to_string(r.partition.default_memory_per_cpu->count());
}
Value memory_per_node(Row r) {
    return r.partition.default_memory_per_cpu ? std::nullopt : Value{"UNLIMITED"};
}

const RecordKey<PartitionRow> kKeys[] = {
    {"PartitionName", [](Row r) -> Value { return r.partition.name; }},
    {"\nAllowGroups", constant<"ALL">},
    {"AllowAccounts", constant<"ALL">},
    {"AllowQos", constant<"ALL">},
    {"\nAllocNodes", constant<"ALL">},
    {"Default", [](Row r) -> Value { return r.partition.is_default ? "YES" : "NO"; }},
    {"QoS", constant<"N/A">},
    {"\nDefaultTime",
     [](Row r) -> Value {
         return r.partition.default_time ? format_duration(*r.partition.default_time) : "NONE";
     }},
    {"DisableRootJobs", constant<"NO">},
    {"ExclusiveUser", constant<"NO">},
    {"GraceTime", constant<"0">},
    {"Hidden", constant<"NO">},
    {"\nMaxNodes",
     [](Row r) -> Value {
         return r.partition.max_nodes ? std::to_string(*r.partition.max_nodes) : "UNLIMITED";
     }},
    {"MaxTime", [](Row r) -> Value { return format_time_limit(r.partition.max_time); }},
    {"MinNodes", [](Row r) -> Value { return std::to_string(r.partition.min_nodes); }},
    {"LLN", constant<"NO">},
    {"MaxCPUsPerNode", constant<"UNLIMITED">},
    {"\nNodes", [](Row r) -> Value { return fold_hosts(r.partition.nodes); }},
    {"\nPriorityJobFactor", constant<"1">},
    {"PriorityTier", [](Row r) -> Value { return std::to_string(r.partition.priority_tier); }},
    {"RootOnly", constant<"NO">},
    {"ReqResv", constant<"NO">},
    {"OverSubscribe", [](Row r) -> Value { return r.partition.exclusive ? "EXCLUSIVE" : "NO"; }},
    {"\nOverTimeLimit", constant<"NONE">},
    {"PreemptMode", constant<"OFF">},
    {"\nState", [](Row r) -> Value { return std::string{to_string(r.partition.state)}; }},
    {"TotalCPUs", [](Row r) -> Value { return std::to_string(total_cpus(r)); }},
    {"TotalNodes", [](Row r) -> Value { return std::to_string(r.nodes.size()); }},
    {"SelectTypeParameters", constant<"NONE">},
    {"\nJobDefaults", constant<"(null)">},
    {"\nDefMemPerCPU", memory_per_cpu},
    {"\nDefMemPerNode", memory_per_node},
    {"MaxMemPerNode", constant<"UNLIMITED">},
    {"\nTRES", [](Row r) -> Value { return resources(r); }},
};

}  // namespace

std::string partition_record(const PartitionRow& row, RecordStyle style) {
    return print_record(std::span<const RecordKey<PartitionRow>>{kKeys}, row, style);
}

}  // namespace sluice::commands
