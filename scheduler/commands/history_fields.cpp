// SPDX-License-Identifier: Apache-2.0
//
// The columns of sacct, one row each, in the order of their names.
#include <fmt/format.h>

#include "scheduler/commands/history.hpp"
#include "scheduler/commands/job_fields.hpp"
#include "scheduler/commands/literal.hpp"
#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/usage_words.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::commands {
namespace {

using Row = const HistoryRow&;

template <class Number>
std::string number(Number value) {
    return std::to_string(value);
}

std::string nothing(Row) { return ""; }
std::string no_time(Row) { return "00:00:00"; }

const Job& job(Row r) { return r.job.job; }

/// For what only jobs have; steps leave the column empty.
template <std::string (*Text)(Row)>
std::string of_job(Row r) {
    return r.step ? "" : Text(r);
}

/// The job as it asked to be, before it got anything.
JobRow as_asked(Row r) {
    auto row = r.job;
    row.job.shares.clear();
    return row;
}

std::string raw_id(Row r) { return r.step ? to_string(r.step->id()) : number(job(r).id.value()); }
std::string id(Row r) {
    const auto whose = job_name_text(r.job);
    return r.step ? whose + "." + to_string(r.step->number) : whose;
}
std::string name(Row r) { return r.step ? step_name(*r.step) : job(r).spec.name; }

std::uint32_t cpus(Row r) { return r.step ? r.step->total_cpus() : job(r).total_cpus(); }
std::size_t nodes(Row r) { return r.step ? r.step->shares.size() : job(r).shares.size(); }
/// Jobs that have not got any yet: those they asked for.
std::string cpu_text(Row r) { return number(cpus(r) > 0 || r.step ? cpus(r) : cpu_count(as_asked(r))); }

std::optional<Instant> start(Row r) { return r.step ? r.step->started : job(r).started; }
std::optional<Instant> end(Row r) { return r.step ? r.step->ended : job(r).ended; }
Duration elapsed(Row r) { return r.step ? step_time_used(*r.step, r.job.now) : time_used(r.job); }

/// Jobs that ended without having begun began when they ended; those that could not have begun, never.
std::string start_text(Row r) {
    const bool never = !r.step && !start(r) && end(r) && job(r).priority == 0;
    return never ? "None" : format_instant(start(r) ? start(r) : end(r), "Unknown");
}
std::string end_text(Row r) { return format_instant(end(r), "Unknown"); }
std::string submit_text(Row r) { return format_instant(r.step ? r.step->created : job(r).submitted); }
/// A held job is not, whatever it was before.
std::string eligible_text(Row r) {
    const bool held = !job(r).started && job(r).priority == 0;
    return held ? "Unknown" : format_instant(job(r).eligible, "Unknown");
}

std::string state(Row r) {
    if (r.step) return std::string{to_string(r.step->state)};
    if (job(r).state != JobState::cancelled || !job(r).cancelled_by)
        return std::string{to_string(job(r).state)};
    return fmt::format("CANCELLED by {}", job(r).cancelled_by->value());
}

std::string exit_code(Row r) { return to_string(r.step ? r.step->exit_code : job(r).exit_code); }
std::string derived_exit_code(Row r) { return to_string(job(r).derived_exit_code); }

std::string node_names(Row r) {
    const auto names = fold_hosts(r.step ? r.step->nodes() : job(r).nodes());
    return names.empty() ? "None assigned" : names;
}

std::string layout(Row r) {
    if (!r.step) return "";
    if (r.step->number == kBatchStep) return "Unknown";
    const bool one_each = r.step->total_tasks() <= r.step->shares.size();
    return one_each || r.step->spec.distribution == Distribution::cyclic ? "Cyclic" : "Block";
}

/// `400M`, or in the unit asked for: `0.39G`
std::string memory(Mebibytes amount, char unit) {
    const std::string_view units = "KMGT";
    const auto place = units.find(unit);
    if (unit == 0 || place == std::string_view::npos) return format_memory(amount);
    auto value = static_cast<double>(amount.count()) * 1024;
    for (std::size_t i = 0; i < place; ++i) value /= 1024;
    const bool whole = value == static_cast<double>(static_cast<std::int64_t>(value));
    return fmt::format("{:.{}f}{}", value, whole ? 0 : 2, unit);
}
std::string requested_memory(Row r) {
    return memory(total_memory(as_asked(r)).value_or(Mebibytes{0}), r.units);
}

/// Slurm's accounting lists resources by their names.
std::string resources(const JobRow& row, char unit) {
    auto text = fmt::format("billing={},cpu={}", cpu_count(row), cpu_count(row));
    const auto all = resources_text(row);
    if (const auto gres = all.find(",gres/"); gres != std::string::npos) text += all.substr(gres);
    if (const auto amount = total_memory(row)) text += ",mem=" + memory(*amount, unit);
    return text + fmt::format(",node={}", node_count(row));
}
/// A script has the memory that its job has on its node.
std::string script_resources(Row r) {
    auto step = *r.step;
    for (auto& share : step.shares) {
        for (const auto& held : job(r).shares) {
            if (held.node == share.node && share.memory.count() == 0) share.memory = held.memory;
        }
    }
    return step_resources(step);
}
std::string allocated_resources(Row r) {
    if (r.step) return r.step->number == kBatchStep ? script_resources(r) : step_resources(*r.step);
    return job(r).shares.empty() ? "" : resources(r.job, r.units);
}
std::string requested_resources(Row r) { return resources(as_asked(r), r.units); }

/// Which part of the scheduler started it, there being one, and that the record is complete.
std::string flags(Row r) { return job(r).started ? "SchedMain,StartRecieved" : "StartRecieved"; }

Duration waited(Row r) {
    const auto from = job(r).eligible.value_or(job(r).submitted);
    return std::max(job(r).started.value_or(job(r).ended.value_or(r.job.now)) - from, Duration{0});
}
Duration waited_cpus(Row r) { return waited(r) * cpu_count(as_asked(r)); }

/// What a job that never started would have got is the partition's to say.
bool is_limit_open(Row r) { return r.job.open_limit && !job(r).started; }
std::string limit_text(Row r) { return is_limit_open(r) ? "Partition_Limit" : format_time_limit(job(r).time_limit); }
std::string limit_minutes(Row r) {
    if (is_limit_open(r)) return "Partition_Limit";
    return job(r).time_limit ? number(job(r).time_limit->count() / 60) : "UNLIMITED";
}
std::string requested_cpus(Row r) { return number(r.step ? r.step->total_cpus() : cpu_count(as_asked(r))); }
std::string requested_nodes(Row r) {
    return number(r.step ? r.step->shares.size() : node_count(as_asked(r)));
}

/// Why it had to wait, not how it ended; of a job that has started nothing is kept of that.
std::string waited_for(Row r) { return job(r).started ? "None" : reason_text(r.job); }

/// For what only steps have that have ended somewhere.
template <std::string (*Text)(const Step&)>
std::string of_step(Row r) {
    if (!r.step || step_usage(*r.step).tasks == 0) return "";
    return Text(*r.step);
}
std::string ave_cpu(const Step& step) {
    const auto sum = step_usage(step);
    return whole_seconds((sum.user_us + sum.system_us) / sum.tasks);
}
std::string ave_rss(const Step& step) { return kibibytes(step_usage(step).sum_rss / step_usage(step).tasks); }
std::string max_rss(const Step& step) { return kibibytes(largest_share(step).usage.max_rss); }
std::string max_rss_node(const Step& step) { return largest_share(step).node; }
std::string max_rss_task(const Step& step) { return number(largest_share(step).usage.max_rss_task); }
std::string min_cpu(const Step& step) { return whole_seconds(idlest_share(step).usage.min_cpu_us); }
std::string min_cpu_node(const Step& step) { return idlest_share(step).node; }
std::string min_cpu_task(const Step& step) { return number(idlest_share(step).usage.min_cpu_task); }
std::string submit_line(Row r) { return r.step ? r.step->spec.submit_line : job(r).spec.remarks.submit_line; }
Usage used(Row r) { return r.step ? step_usage(*r.step) : r.all_steps; }

const HistoryField kFields[] = {
    {"Account", 10, [](Row r) { return job(r).spec.account; }},
    {"AdminComment", 15, nothing},
    {"AllocCPUS", 10, cpu_text},
    {"AllocNodes", 10, [](Row r) { return number(nodes(r)); }},
    {"AllocTRES", 10, allocated_resources},
    {"AssocID", 7, [](Row) { return std::string{"0"}; }},
    {"AveCPU", 10, of_step<ave_cpu>},
    {"AveCPUFreq", 10, nothing},
    {"AveDiskRead", 14, nothing},
    {"AveDiskWrite", 14, nothing},
    {"AvePages", 10, nothing},
    {"AveRSS", 10, of_step<ave_rss>},
    {"AveVMSize", 10, nothing},
    {"BlockID", 16, nothing},
    {"Cluster", 10, [](Row r) { return r.cluster; }},
    {"Comment", 14, of_job<[](Row r) { return job(r).spec.comment; }>},
    {"Constraints", 19, of_job<[](Row r) { return job(r).spec.constraint; }>},
    {"ConsumedEnergy", 14, nothing},
    {"ConsumedEnergyRaw", 17, nothing},
    {"Container", 19, nothing},
    {"CPUTime", 10, [](Row r) { return format_duration(elapsed(r) * cpus(r)); }},
    {"CPUTimeRAW", 10, [](Row r) { return number((elapsed(r) * cpus(r)).count()); }},
    {"DBIndex", 10, [](Row r) { return number(job(r).id.value()); }},
    {"DerivedExitCode", 15, of_job<derived_exit_code>},
    {"Elapsed", 10, [](Row r) { return format_duration(elapsed(r)); }},
    {"ElapsedRaw", 10, [](Row r) { return number(elapsed(r).count()); }},
    {"Eligible", 19, eligible_text},
    {"End", 19, end_text},
    {"ExitCode", 8, exit_code},
    {"Flags", 19, of_job<flags>},
    {"GID", 6, of_job<[](Row r) { return number(job(r).spec.group.value()); }>},
    {"Group", 9, of_job<[](Row r) { return job(r).spec.group_name; }>},
    {"JobID", -12, id},
    {"JobIDRaw", -12, raw_id},
    {"JobName", 10, name},
    {"Layout", 9, layout},
    {"MaxDiskRead", 12, nothing},
    {"MaxDiskReadNode", 15, nothing},
    {"MaxDiskReadTask", 15, nothing},
    {"MaxDiskWrite", 12, nothing},
    {"MaxDiskWriteNode", 16, nothing},
    {"MaxDiskWriteTask", 16, nothing},
    {"MaxPages", 8, nothing},
    {"MaxPagesNode", 12, nothing},
    {"MaxPagesTask", 14, nothing},
    {"MaxRSS", 10, of_step<max_rss>},
    {"MaxRSSNode", 10, of_step<max_rss_node>},
    {"MaxRSSTask", 10, of_step<max_rss_task>},
    {"MaxVMSize", 10, nothing},
    {"MaxVMSizeNode", 14, nothing},
    {"MaxVMSizeTask", 14, nothing},
    {"McsLabel", 12, nothing},
    {"MinCPU", 10, of_step<min_cpu>},
    {"MinCPUNode", 10, of_step<min_cpu_node>},
    {"MinCPUTask", 10, of_step<min_cpu_task>},
    {"NCPUS", 10, cpu_text},
    {"NNodes", 8, [](Row r) { return nodes(r) == 0 ? requested_nodes(r) : number(nodes(r)); }},
    {"NodeList", 15, node_names},
    {"NTasks", 8, [](Row r) { return r.step ? number(r.step->total_tasks()) : ""; }},
    {"Partition", 10, of_job<[](Row r) { return partition_text(r.job); }>},
    {"Priority", 10, of_job<[](Row r) { return number(job(r).priority); }>},
    {"QOS", 10, of_job<[](Row r) { return job(r).spec.qos; }>},
    {"QOSRAW", 6, of_job<[](Row r) { return r.qos_number; }>},
    {"Reason", 22, of_job<waited_for>},
    {"ReqCPUFreq", 10, nothing},
    {"ReqCPUFreqGov", 13, nothing},
    {"ReqCPUFreqMax", 13, nothing},
    {"ReqCPUFreqMin", 13, nothing},
    {"ReqCPUS", 8, requested_cpus},
    {"ReqMem", 10, of_job<requested_memory>},
    {"ReqNodes", 8, requested_nodes},
    {"ReqTRES", 10, of_job<requested_resources>},
    {"Reservation", 20, [](Row r) { return r.job.job.spec.reservation; }},
    {"ReservationId", 8, nothing},
    {"Reserved", 10, of_job<[](Row r) { return format_duration(waited(r)); }>},
    {"ResvCPU", 10, of_job<[](Row r) { return format_duration(waited_cpus(r)); }>},
    {"ResvCPURAW", 10, of_job<[](Row r) { return number(waited_cpus(r).count()); }>},
    {"Start", 19, start_text},
    {"State", 10, state},
    {"Submit", 19, submit_text},
    {"SubmitLine", 20, submit_line},
    {"Suspended", 10, no_time},
    {"SystemComment", 15, nothing},
    {"SystemCPU", 10, [](Row r) { return cpu_time(used(r).system_us); }},
    {"Timelimit", 10, of_job<limit_text>},
    {"TimelimitRaw", 10, of_job<limit_minutes>},
    {"TotalCPU", 10, [](Row r) { return cpu_time(used(r).user_us + used(r).system_us); }},
    {"TRESUsageInAve", 14, nothing},
    {"TRESUsageInMax", 14, nothing},
    {"TRESUsageInMaxNode", 18, nothing},
    {"TRESUsageInMaxTask", 18, nothing},
    {"TRESUsageInMin", 14, nothing},
    {"TRESUsageInMinNode", 18, nothing},
    {"TRESUsageInMinTask", 18, nothing},
    {"TRESUsageInTot", 14, nothing},
    {"TRESUsageOutAve", 15, nothing},
    {"TRESUsageOutMax", 15, nothing},
    {"TRESUsageOutMaxNode", 19, nothing},
    {"TRESUsageOutMaxTask", 19, nothing},
    {"TRESUsageOutMin", 15, nothing},
    {"TRESUsageOutMinNode", 19, nothing},
    {"TRESUsageOutMinTask", 19, nothing},
    {"TRESUsageOutTot", 15, nothing},
    {"UID", 6, of_job<[](Row r) { return number(job(r).spec.user.value()); }>},
    {"User", 9, of_job<[](Row r) { return job(r).spec.user_name; }>},
    {"UserCPU", 10, [](Row r) { return cpu_time(used(r).user_us); }},
    {"WCKey", 10, nothing},
    {"WCKeyID", 10, of_job<[](Row) { return std::string{"0"}; }>},
    {"WorkDir", 20, of_job<[](Row r) { return job(r).spec.work_dir; }>},
};

}  // namespace

std::span<const HistoryField> history_fields() { return kFields; }

}  // namespace sluice::commands
