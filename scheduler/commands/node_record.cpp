// SPDX-License-Identifier: Apache-2.0
//
// `scontrol show node`: the keys of Slurm 22.05 in their order.
#include <fmt/format.h>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/json_records.hpp"
#include "scheduler/commands/records.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/submit/help.hpp"

namespace sluice::commands {
namespace {

using Row = const NodeView&;
using Value = std::optional<std::string>;

template <class Number>
std::string number(Number value) {
    return std::to_string(value);
}

std::string gres_tres(const std::vector<GresCount>& gres) {
    std::string text;
    for (const auto& each : gres) text += fmt::format(",gres/{}={}", each.name, each.count);
    return text;
}

}  // namespace

std::string configured_resources(Row r) {
    return fmt::format("cpu={},mem={},billing={}{}", r.spec.cpus(), format_memory(r.spec.memory),
                       r.spec.cpus(), gres_tres(r.spec.gres));
}

std::string allocated_resources(Row r) {
    if (r.cpus_allocated == 0) return "";
    const auto memory = r.memory_allocated.count() > 0 ? ",mem=" + format_memory(r.memory_allocated) : "";
    return fmt::format("cpu={}{}{}", r.cpus_allocated, memory, gres_tres(r.gres_allocated));
}

namespace {

Value reason(Row r) {
    if (r.record.reason.empty()) return std::nullopt;
    return fmt::format("{} [{}@{}]", r.record.reason, user_name(r.record.reason_user),
                       format_instant(r.record.reason_time, "Unknown"));
}

const RecordKey<NodeView> kKeys[] = {
    {"NodeName", [](Row r) -> Value { return r.spec.name; }},
    {"Arch",
     [](Row r) {
         return r.record.hardware.architecture.empty() ? std::nullopt : Value{r.record.hardware.architecture};
     }},
    {"CoresPerSocket", [](Row r) -> Value { return number(r.spec.cores_per_socket); }},
    {"\nCPUAlloc", [](Row r) -> Value { return number(r.cpus_allocated); }},
    {"CPUEfctv", [](Row r) -> Value { return number(r.spec.cpus()); }},
    {"CPUTot", [](Row r) -> Value { return number(r.spec.cpus()); }},
    {"CPULoad", constant<"N/A">},
    {"\nAvailableFeatures", [](Row r) -> Value { return or_null(join(r.spec.features)); }},
    {"\nActiveFeatures", [](Row r) -> Value { return or_null(join(r.spec.features)); }},
    {"\nGres", [](Row r) -> Value { return or_null(format_gres(r.spec.gres)); }},
    {"\nNodeAddr", [](Row r) -> Value { return r.spec.address.empty() ? r.spec.name : r.spec.address; }},
    {"NodeHostName", [](Row r) -> Value { return r.spec.name; }},
    {"Version",
     [](Row r) {
         return r.record.version.empty() ? std::nullopt : Value{std::string{submit::kSlurmVersion}};
     }},
    {"\nOS",
     [](Row r) { return r.record.hardware.system.empty() ? std::nullopt : Value{r.record.hardware.system}; }},
    {"\nRealMemory", [](Row r) -> Value { return number(r.spec.memory.count()); }},
    {"AllocMem", [](Row r) -> Value { return number(r.memory_allocated.count()); }},
    {"FreeMem", constant<"N/A">},
    {"Sockets", [](Row r) -> Value { return number(r.spec.sockets); }},
    {"Boards", constant<"1">},
    {"\nState", [](Row r) -> Value { return composed_state(r); }},
    {"ThreadsPerCore", [](Row r) -> Value { return number(r.spec.threads_per_core); }},
    {"TmpDisk", [](Row r) -> Value { return number(r.spec.tmp_disk.count()); }},
    {"Weight", [](Row r) -> Value { return number(r.spec.weight); }},
    {"Owner", constant<"N/A">},
    {"MCS_label", constant<"N/A">},
    {"\nPartitions", [](Row r) { return r.partitions.empty() ? std::nullopt : Value{join(r.partitions)}; }},
    {"\nBootTime", [](Row r) -> Value { return format_instant(r.record.boot_time, "None"); }},
    {"SlurmdStartTime", [](Row r) -> Value { return format_instant(r.record.daemon_start, "None"); }},
    {"\nLastBusyTime", [](Row r) -> Value { return format_instant(r.record.last_busy, "Unknown"); }},
    {"\nCfgTRES", [](Row r) -> Value { return configured_resources(r); }},
    {"\nAllocTRES", [](Row r) -> Value { return allocated_resources(r); }},
    {"\nCapWatts", constant<"n/a">},
    {"\nCurrentWatts", constant<"0">},
    {"AveWatts", constant<"0">},
    {"\nExtSensorsJoules", constant<"n/s">},
    {"ExtSensorsWatts", constant<"0">},
    {"ExtSensorsTemp", constant<"n/s">},
    {"\nReason", reason},
};

}  // namespace

std::string node_record(const NodeView& node, RecordStyle style) {
    return print_record(std::span<const RecordKey<NodeView>>{kKeys}, node, style);
}

}  // namespace sluice::commands
