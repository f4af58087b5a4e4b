// SPDX-License-Identifier: Apache-2.0
//
// `scontrol show job`: the keys of Slurm 22.05 in their order.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scheduler/commands/job_view.hpp"
#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/ranges.hpp"
#include "scheduler/commands/records.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::commands {
namespace {

using Row = const JobRow&;
using Value = std::optional<std::string>;

template <class Number>
std::string number(Number value) {
    return std::to_string(value);
}

bool is_batch(Row r) { return r.job.spec.kind == JobKind::batch; }

/// `2`, and while it waits `1-3` when it said how many at most.
std::string node_range(Row r) {
    const auto nodes = number(node_count(r));
    if (!r.job.shares.empty() || !r.job.spec.max_nodes) return nodes;
    return fmt::format("{}-{}", nodes, *r.job.spec.max_nodes);
}

std::string gres_text(const NodeShare& share) {
    std::string text;
    for (const auto& gres : share.gres) {
        const auto type = gres.type.empty() ? "" : ":" + gres.type;
        text += fmt::format("{}{}{}:{}(IDX:{})", text.empty() ? "" : ",", gres.name, type,
                            gres.indices.size(), fold_numbers(gres.indices));
    }
    return text;
}

std::string share_text(const NodeShare& share) {
    return fmt::format(" CPU_IDs={} Mem={} GRES={}", fold_numbers(share.cores), share.memory.count(),
                       gres_text(share));
}

std::string total_gres(Row r) {
    std::map<std::string, std::size_t> totals;
    for (const auto& share : r.job.shares) {
        for (const auto& gres : share.gres)
            totals[gres.type.empty() ? gres.name : gres.name + ":" + gres.type] += gres.indices.size();
    }
    std::string text;
    for (const auto& [kind, count] : totals)
        text += fmt::format("{}{}:{}", text.empty() ? "" : ",", kind, count);
    return or_null(text);
}

/// What it holds on each node; neighbours that hold the same share a line.
Value allocation_detail(Row r) {
    if (!r.detail || r.job.shares.empty()) return std::nullopt;
    auto text = total_gres(r);
    for (auto first = r.job.shares.begin(); first != r.job.shares.end();) {
        const auto held = share_text(*first);
        std::vector<std::string> names;
        for (; first != r.job.shares.end() && share_text(*first) == held; ++first)
            names.push_back(first->node);
        text += fmt::format("\nNodes={}{}", fold_hosts(names), held);
    }
    return text;
}

/// Memory is asked for per node or per CPU; the key says which.
Value per_node_memory(Row r) {
    if (r.job.spec.memory_per_cpu) return std::nullopt;
    return format_memory(asked_memory(r));
}
Value per_cpu_memory(Row r) {
    if (!r.job.spec.memory_per_cpu) return std::nullopt;
    return format_memory(*r.job.spec.memory_per_cpu);
}

Value if_batch(Row r, std::string (*path)(Row)) { return is_batch(r) ? Value{path(r)} : std::nullopt; }

/// "2@00:05:00"
Value switches_text(Row r) {
    const auto& spec = r.job.spec;
    if (!spec.switches) return std::nullopt;
    return fmt::format("{}@{}", *spec.switches, format_duration(spec.switches_wait.value_or(kSwitchesWait)));
}

Value if_mailed(Row r, std::string text) {
    return r.job.spec.mail.on == 0 ? std::nullopt : Value{std::move(text)};
}

std::string sorted_list(std::vector<std::string> hosts) {
    std::ranges::sort(hosts);
    return fold_hosts(hosts);
}

/// A blank follows it in Slurm's records.
Value comment(Row r) {
    return r.job.spec.comment.empty() ? std::nullopt : Value{r.job.spec.comment + " "};
}

Value tres_text(const std::vector<GresCount>& amounts) {
    return amounts.empty() ? std::nullopt : Value{"gres:" + format_gres(amounts)};
}

const RecordKey<JobRow> kKeys[] = {
    {"JobId", [](Row r) -> Value { return number(r.job.id.value()); }},
    {"ArrayJobId", [](Row r) { return r.job.array_job ? Value{number(r.job.array_job->value())} : std::nullopt; }},
    {"ArrayTaskId", [](Row r) { return r.job.array_job ? Value{task_text(r)} : std::nullopt; }},
    {"ArrayTaskThrottle",
     [](Row r) {
         const auto most = r.job.spec.array.most_running;
         return r.job.array_job && most > 0 ? Value{number(most)} : std::nullopt;
     }},
    {"JobName", [](Row r) -> Value { return or_null(r.job.spec.name); }},
    {"\nUserId", [](Row r) -> Value { return named_number(r.job.spec.user_name, r.job.spec.user.value()); }},
    {"GroupId", [](Row r) -> Value { return named_number(r.job.spec.group_name, r.job.spec.group.value()); }},
    {"MCS_label", constant<"N/A">},
    {"\nPriority", [](Row r) -> Value { return number(r.job.priority); }},
    {"Nice", [](Row r) -> Value { return number(r.job.spec.nice); }},
    {"Account", [](Row r) -> Value { return or_null(r.job.spec.account); }},
    {"QOS", [](Row r) -> Value { return or_null(r.job.spec.qos); }},
    {"\nJobState", [](Row r) -> Value { return std::string{shown_state(r.job)}; }},
    {"Reason", [](Row r) -> Value { return reason_text(r); }},
    {"Dependency", [](Row r) -> Value { return dependency_text(r); }},
    {"\nRequeue", [](Row r) -> Value { return number(r.job.spec.requeue.value_or(true) ? 1 : 0); }},
    {"Restarts", [](Row r) -> Value { return number(r.job.attempt.value()); }},
    {"BatchFlag", [](Row r) -> Value { return number(is_batch(r) ? 1 : 0); }},
    {"Reboot", constant<"0">},
    {"ExitCode", [](Row r) -> Value { return to_string(r.job.exit_code); }},
    {"\nDerivedExitCode",
     [](Row r) { return r.detail ? Value{to_string(r.job.derived_exit_code)} : std::nullopt; }},
    {"\nRunTime", [](Row r) -> Value { return format_duration(time_used(r)); }},
    {"TimeLimit", [](Row r) -> Value { return format_time_limit(r.job.time_limit); }},
    {"TimeMin",
     [](Row r) -> Value { return r.job.spec.time_min ? format_duration(*r.job.spec.time_min) : "N/A"; }},
    {"\nSubmitTime", [](Row r) -> Value { return format_instant(r.job.submitted); }},
    {"EligibleTime", [](Row r) -> Value { return format_instant(r.job.eligible, "Unknown"); }},
    {"\nAccrueTime", [](Row r) -> Value { return format_instant(r.job.eligible, "Unknown"); }},
    {"\nStartTime", [](Row r) -> Value { return format_instant(start_of(r), "Unknown"); }},
    {"EndTime", [](Row r) -> Value { return format_instant(end_of(r), "Unknown"); }},
    {"Deadline", [](Row r) -> Value { return format_instant(r.job.spec.deadline, "N/A"); }},
    {"\nSuspendTime", [](Row r) -> Value { return format_instant(r.job.suspended_since, "None"); }},
    {"SecsPreSuspend", [](Row r) -> Value { return number((r.job.suspended_since ? time_used(r) : Duration{0}).count()); }},
    {"LastSchedEval", [](Row r) -> Value { return format_instant(r.job.eligible, "Unknown"); }},
    {"Scheduler", constant<"Main">},
    {"\nPartition", [](Row r) -> Value { return partition_text(r); }},
    {"AllocNode:Sid",
     [](Row r) -> Value { return fmt::format("{}:{}", r.job.spec.submit_host, r.job.spec.submit_session); }},
    {"\nReqNodeList", [](Row r) -> Value { return or_null(sorted_list(r.job.spec.node_list)); }},
    {"ExcNodeList", [](Row r) -> Value { return or_null(fold_hosts(r.job.spec.exclude)); }},
    {"\nNodeList", [](Row r) -> Value { return node_list(r); }},
    {"SchedNodeList",
     [](Row r) {
         return r.job.planned_nodes.empty() ? std::nullopt : Value{fold_hosts(r.job.planned_nodes)};
     }},
    {"\nBatchHost", [](Row r) { return r.job.shares.empty() ? std::nullopt : Value{batch_host(r, "")}; }},
    {"\nNumNodes", [](Row r) -> Value { return node_range(r); }},
    {"NumCPUs", [](Row r) -> Value { return number(cpu_count(r)); }},
    {"NumTasks", [](Row r) -> Value { return number(task_count(r)); }},
    {"CPUs/Task", [](Row r) -> Value { return number(r.job.spec.cpus_per_task.value_or(1)); }},
    {"ReqB:S:C:T", constant<"0:0:*:*">},
    {"\nTRES", [](Row r) -> Value { return resources_text(r); }},
    {"\nSocks/Node", constant<"*">},
    {"NtasksPerN:B:S:C",
     [](Row r) -> Value { return fmt::format("{}:0:*:*", r.job.spec.tasks_per_node.value_or(0)); }},
    {"CoreSpec", constant<"*">},
    {"\nJOB_GRES", allocation_detail},
    {"\nMinCPUsNode", [](Row r) -> Value { return number(cpus_per_node_asked(r)); }},
    {"MinMemoryNode", per_node_memory},
    {"MinMemoryCPU", per_cpu_memory},
    {"MinTmpDiskNode",
     [](Row r) -> Value { return format_memory(r.job.spec.tmp_disk.value_or(Mebibytes{0})); }},
    {"\nFeatures", [](Row r) -> Value { return or_null(r.job.spec.constraint); }},
    {"DelayBoot", [](Row r) -> Value { return format_duration(r.job.spec.remarks.delay_boot); }},
    {"\nReservation",
     [](Row r) { return r.job.spec.reservation.empty() ? std::nullopt : Value{r.job.spec.reservation}; }},
    {"\nOverSubscribe", [](Row r) -> Value { return sharing_word(r); }},
    {"Contiguous", [](Row r) -> Value { return number(r.job.spec.contiguous ? 1 : 0); }},
    {"Licenses", [](Row r) -> Value { return or_null(format_licenses(r.job.spec.licenses)); }},
    {"Network", [](Row r) -> Value { return or_null(r.job.spec.remarks.network); }},
    {"\nCommand", [](Row r) -> Value { return command_text(r); }},
    {"\nWorkDir", [](Row r) -> Value { return r.job.spec.work_dir; }},
    {"\nComment", comment},
    {"\nStdErr", [](Row r) { return if_batch(r, std_err_path); }},
    {"\nStdIn", [](Row r) { return if_batch(r, std_in_path); }},
    {"\nStdOut", [](Row r) { return if_batch(r, std_out_path); }},
    {"\nSwitches", switches_text},
    {"\nPower", constant<"">},
    {"\nTresPerJob", [](Row r) { return tres_text(r.job.spec.gpus.total); }},
    {"\nTresPerNode", [](Row r) { return tres_text(r.job.spec.gres_per_node); }},
    {"\nTresPerTask", [](Row r) { return tres_text(r.job.spec.gpus.per_task); }},
    {"\nMailUser", [](Row r) { return if_mailed(r, mail_receiver(r.job.spec)); }},
    {"MailType", [](Row r) { return if_mailed(r, format_mail_types(r.job.spec.mail.on)); }},
};

}  // namespace

std::string job_record(const JobRow& row, RecordStyle style) {
    return print_record(std::span<const RecordKey<JobRow>>{kKeys}, row, style);
}

}  // namespace sluice::commands
