// SPDX-License-Identifier: Apache-2.0
//
// `scontrol show step`
#include <fmt/format.h>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/records.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/job_target.hpp"

namespace sluice::commands {
namespace {

using Row = const StepRow&;
using Value = std::optional<std::string>;

template <class Number>
std::string number(Number value) {
    return std::to_string(value);
}

bool is_script(Row r) { return r.step.number == kBatchStep; }

Value distribution(Row r) {
    if (is_script(r)) return std::nullopt;
    switch (r.step.spec.distribution) {
        case Distribution::block: return "Block";
        case Distribution::cyclic: return "Cyclic";
        case Distribution::plane: return fmt::format("Plane={}", r.step.spec.plane_size);
        case Distribution::arbitrary: return "Arbitrary";
    }
    return std::nullopt;
}

const RecordKey<StepRow> kKeys[] = {
    {"StepId", [](Row r) -> Value { return shown_id(r.job) + "." + to_string(r.step.number); }},
    {"UserId", [](Row r) -> Value { return number(r.job.spec.user.value()); }},
    {"StartTime", [](Row r) -> Value { return format_instant(r.step.started, "Unknown"); }},
    {"TimeLimit", [](Row r) -> Value { return format_time_limit(r.step.spec.time_limit); }},
    {"\nState", [](Row r) -> Value { return std::string{to_string(r.step.state)}; }},
    {"Partition", [](Row r) -> Value { return r.job.partition; }},
    {"NodeList", [](Row r) -> Value { return fold_hosts(r.step.nodes()); }},
    {"\nNodes", [](Row r) -> Value { return number(r.step.shares.size()); }},
    {"CPUs", [](Row r) -> Value { return number(is_script(r) ? 0 : r.step.total_cpus()); }},  // they are its job's
    {"Tasks", [](Row r) -> Value { return number(r.step.total_tasks()); }},
    {"Name", [](Row r) -> Value { return or_null(step_name(r.step)); }},
    {"Network", constant<"(null)">},
    {"\nTRES", [](Row r) -> Value { return is_script(r) ? "(null)" : step_resources(r.step); }},
    {"\nResvPorts", constant<"(null)">},
    {"\nCPUFreqReq", constant<"Default">},
    {"Dist", distribution},
    {"\nSrunHost:Pid", [](Row r) { return is_script(r) ? Value{"(null):0"} : std::nullopt; }},
};

}  // namespace

std::string step_record(const StepRow& row, RecordStyle style) {
    return print_record(std::span<const RecordKey<StepRow>>{kKeys}, row, style);
}

}  // namespace sluice::commands
