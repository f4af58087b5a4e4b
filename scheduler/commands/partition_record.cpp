// SPDX-License-Identifier: Apache-2.0
//
// `scontrol show partition`: the keys of Slurm 22.05 in their order.
#include <fmt/format.h>

#include <map>

#include "scheduler/commands/records.hpp"
#include "scheduler/commands/words.hpp"
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
    std::map<std::string, std::uint64_t> devices;
    for (const auto& node : r.nodes) {
        memory += node.spec.memory;
        for (const auto& gres : node.spec.gres) devices[gres.name] += gres.count;
    }
    auto text = fmt::format("cpu={},mem={},node={},billing={}", total_cpus(r), format_memory(memory), r.nodes.size(),
                            total_cpus(r));
    for (const auto& [name, count] : devices) text += fmt::format(",gres/{}={}", name, count);
    return text;
}

Value memory_per_cpu(Row r) {
    if (!r.partition.default_memory_per_cpu) return std::nullopt;
    return std::to_string(r.partition.default_memory_per_cpu->count());
}
Value memory_per_node(Row r) {
    return r.partition.default_memory_per_cpu ? std::nullopt : Value{"UNLIMITED"};
}

/// A partition has a list of those it takes, or of those it does not; the second is shown instead of the first.
Value allowed(const std::vector<std::string>& names, const std::vector<std::string>& others) {
    if (!names.empty()) return join(names);
    return others.empty() ? Value{"ALL"} : std::nullopt;
}
Value denied(const std::vector<std::string>& others, const std::vector<std::string>& names) {
    return others.empty() && !names.empty() ? Value{join(names)} : std::nullopt;
}

Value billing_weights(Row r) {
    const auto& weights = r.partition.tres_billing_weights;
    return weights.empty() ? std::nullopt : Value{format_weights(weights)};
}

const RecordKey<PartitionRow> kKeys[] = {
    {"PartitionName", [](Row r) -> Value { return r.partition.name; }},
    {"\nAllowGroups", constant<"ALL">},
    {"AllowAccounts", [](Row r) -> Value { return allowed(r.partition.allow_accounts, r.partition.deny_accounts); }},
    {"DenyAccounts", [](Row r) -> Value { return denied(r.partition.allow_accounts, r.partition.deny_accounts); }},
    {"AllowQos", [](Row r) -> Value { return allowed(r.partition.allow_qos, r.partition.deny_qos); }},
    {"DenyQos", [](Row r) -> Value { return denied(r.partition.allow_qos, r.partition.deny_qos); }},
    {"\nAllocNodes", constant<"ALL">},
    {"Default", [](Row r) -> Value { return r.partition.is_default ? "YES" : "NO"; }},
    {"QoS", [](Row r) -> Value { return r.partition.qos.empty() ? "N/A" : r.partition.qos; }},
    {"\nDefaultTime",
     [](Row r) -> Value {
         return r.partition.default_time ? format_duration(*r.partition.default_time) : "NONE";
     }},
    {"DisableRootJobs", constant<"NO">},
    {"ExclusiveUser", constant<"NO">},
    {"GraceTime", [](Row r) -> Value { return std::to_string(r.partition.grace_time.count()); }},
    {"Hidden", constant<"NO">},
    {"\nMaxNodes",
     [](Row r) -> Value {
         return r.partition.max_nodes ? std::to_string(*r.partition.max_nodes) : "UNLIMITED";
     }},
    {"MaxTime", [](Row r) -> Value { return format_time_limit(r.partition.max_time); }},
    {"MinNodes",
     [](Row r) -> Value { return std::to_string(r.partition.min_nodes > 1 ? r.partition.min_nodes : 0); }},
    {"LLN", constant<"NO">},
    {"MaxCPUsPerNode", constant<"UNLIMITED">},
    {"\nNodes", [](Row r) -> Value { return fold_hosts(r.partition.nodes); }},
    {"\nPriorityJobFactor", [](Row r) -> Value { return std::to_string(r.partition.priority_job_factor); }},
    {"PriorityTier", [](Row r) -> Value { return std::to_string(r.partition.priority_tier); }},
    {"RootOnly", constant<"NO">},
    {"ReqResv", constant<"NO">},
    {"OverSubscribe", [](Row r) -> Value { return r.partition.exclusive ? "EXCLUSIVE" : "NO"; }},
    {"\nOverTimeLimit", constant<"NONE">},
    {"PreemptMode", [](Row r) -> Value { return std::string{to_string(r.partition.preempt_mode.value_or(PreemptMode::off))}; }},
    {"\nState", [](Row r) -> Value { return std::string{to_string(r.partition.state)}; }},
    {"TotalCPUs", [](Row r) -> Value { return std::to_string(total_cpus(r)); }},
    {"TotalNodes", [](Row r) -> Value { return std::to_string(r.nodes.size()); }},
    {"SelectTypeParameters", constant<"NONE">},
    {"\nJobDefaults", constant<"(null)">},
    {"\nDefMemPerCPU", memory_per_cpu},
    {"\nDefMemPerNode", memory_per_node},
    {"MaxMemPerNode", constant<"UNLIMITED">},
    {"\nTRES", [](Row r) -> Value { return resources(r); }},
    {"\nTRESBillingWeights", billing_weights},
};

}  // namespace

std::string partition_record(const PartitionRow& row, RecordStyle style) {
    return print_record(std::span<const RecordKey<PartitionRow>>{kKeys}, row, style);
}

}  // namespace sluice::commands
