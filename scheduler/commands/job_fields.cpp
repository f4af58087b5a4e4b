// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/job_fields.hpp"

#include <fmt/format.h>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::commands {
namespace {

using Row = const JobRow&;

template <class Number>
std::string number(Number value) {
    return std::to_string(value);
}

std::string job_id(Row r) { return number(r.job.id.value()); }
std::int64_t job_id_rank(Row r) { return r.job.id.value(); }

std::string array_id(Row r) { return number(array_of(r).value()); }
std::int64_t array_id_rank(Row r) { return array_of(r).value(); }
/// By array, then the started tasks by their numbers, the record of the others last.
std::int64_t array_rank(Row r) {
    const auto task = r.job.array_task.value_or(r.job.array_left.empty() ? 0 : UINT32_MAX);
    return (array_id_rank(r) << 32) + std::int64_t{task};
}

/// Priority as a part of the largest one: `0.99998474121093`
std::string priority_fraction(Row r) {
    return fmt::format("{:.14f}", static_cast<double>(r.job.priority) / 4294967295.0);
}

std::string limit_text(const TimeLimit& limit) { return limit ? format_elapsed(*limit) : "UNLIMITED"; }

std::string time_left(Row r) {
    if (!r.job.time_limit) return "UNLIMITED";
    return format_elapsed(std::max(*r.job.time_limit - time_used(r), Duration{0}));
}
std::int64_t limit_rank(Row r) { return r.job.time_limit ? r.job.time_limit->count() : INT64_MAX; }
std::int64_t instant_rank(const std::optional<Instant>& when) {
    return when ? when->time_since_epoch().count() : INT64_MAX;
}

/// `gres:gpu:tesla:1`
std::string tres_text(std::span<const GresCount> amounts) {
    std::vector<std::string> words;
    for (const auto& gres : amounts) words.push_back("gres:" + format_gres(std::span{&gres, 1}));
    return words.empty() ? "N/A" : join(words);
}
std::string tres_per_node(Row r) { return tres_text(r.job.spec.gres_per_node); }

std::string host_shown(Row r) {
    const bool at_client = r.job.spec.kind == JobKind::interactive && !r.job.shares.empty();
    return at_client ? r.job.spec.submit_host : batch_host(r, "n/a");
}

std::string std_stream(Row r, std::string (*path)(Row)) {
    return r.job.spec.kind == JobKind::batch ? path(r) : "";
}

/// As wait(2) gives it, in one number: 768 for exit 3.
std::string wait_status(ExitCode code) { return number((code.status << 8) | code.signal); }

std::string pending_time(Row r) { return number((r.job.started.value_or(r.now) - r.job.submitted).count()); }

const Field<JobRow> kFields[] = {
    {{"account", 'a', "ACCOUNT"}, [](Row r) { return or_null(r.job.spec.account); }},
    {{"accruetime", 0, "ACCRUE_TIME"}, [](Row r) { return format_instant(r.job.eligible, "N/A"); }},
    {{"admin_comment", 0, "ADMIN_COMMENT"}, always<"(null)">},
    {{"allocnodes", 0, "ALLOC_NODES"}, [](Row r) { return or_null(r.job.spec.submit_host); }},
    {{"allocsid", 0, "ALLOC_SID"}, [](Row r) { return number(r.job.spec.submit_session); }},
    {{"arrayjobid", 'F', "ARRAY_JOB_ID"}, array_id, array_id_rank},
    {{"arraytaskid", 'K', "ARRAY_TASK_ID"}, [](Row r) { return r.job.array_job ? task_text(r) : "N/A"; }},
    {{"associd", 0, "ASSOC_ID"}, always<"0">},
    {{"batchflag", 0, "BATCH_FLAG"}, [](Row r) { return number(r.job.spec.kind == JobKind::batch ? 1 : 0); }},
    {{"batchhost", 'B', "EXEC_HOST"}, host_shown},
    {{"boardspernode", 0, "BOARDS_PER_NODE"}, always<"0">},
    {{"burstbuffer", 0, "BURST_BUFFER"}, always<"(null)">},
    {{"burstbufferstate", 0, "BURST_BUFFER_STATE"}, always<"(null)">},
    {{"clusterfeature", 0, "CLUSTER_FEATURES"}, always<"(null)">},
    {{"command", 'o', "COMMAND"}, command_text},
    {{"comment", 'k', "COMMENT"}, [](Row r) { return or_null(r.job.spec.comment); }},
    {{"contiguous", 'O', "CONTIGUOUS"}, [](Row r) { return number(r.job.spec.contiguous ? 1 : 0); }},
    {{"container", 0, "CONTAINER"}, always<"(null)">},
    {{"cores", 'I', "CORES_PER_SOCKET"}, always<"*">},
    {{"corespec", 'X', "CORE_SPEC"}, always<"N/A">},
    {{"cpus-per-task", 0, "CPUS_PER_TASK"},
     [](Row r) { return number(r.job.spec.cpus_per_task.value_or(1)); }},
    {{"cpus-per-tres", 0, "CPUS_PER_TRES"}, always<"N/A">},
    {{"deadline", 0, "DEADLINE"}, [](Row r) { return format_instant(r.job.spec.deadline, "N/A"); }},
    {{"delayboot", 0, "DELAY_BOOT"}, [](Row r) { return format_elapsed(r.job.spec.remarks.delay_boot); }},
    {{"dependency", 'E', "DEPENDENCY"}, dependency_text},
    {{"derivedec", 0, "DERIVED_EC"}, [](Row r) { return wait_status(r.job.derived_exit_code); }},
    {{"eligibletime", 0, "ELIGIBLE_TIME"}, [](Row r) { return format_instant(r.job.eligible, "N/A"); }},
    {{"endtime", 'e', "END_TIME"},
     [](Row r) { return format_instant(end_of(r), "N/A"); },
     [](Row r) { return instant_rank(end_of(r)); }},
    {{"excnodes", 'x', "EXC_NODES"}, [](Row r) { return fold_hosts(r.job.spec.exclude); }},
    {{"exit_code", 0, "EXIT_CODE"}, [](Row r) { return wait_status(r.job.exit_code); }},
    {{"feature", 'f', "FEATURES"}, [](Row r) { return or_null(r.job.spec.constraint); }},
    {{"gres", 0, "TRES_PER_NODE"}, tres_per_node},
    {{"groupid", 'G', "GROUP"}, [](Row r) { return number(r.job.spec.group.value()); }},
    {{"groupname", 'g', "GROUP"}, [](Row r) { return r.job.spec.group_name; }},
    {{"hetjobid", 0, "HET_JOB_ID"}, always<"N/A">},
    {{"hetjobidset", 0, "HET_JOB_ID_SET"}, always<"N/A">},
    {{"hetjoboffset", 0, "HET_JOB_OFFSET"}, always<"N/A">},
    {{"jobarrayid", 'i', "JOBID"}, job_name_text, array_rank},
    {{"jobid", 'A', "JOBID"}, job_id, job_id_rank},
    {{"lastschedeval", 0, "LAST_SCHED_EVAL"}, [](Row r) { return format_instant(r.job.eligible, "N/A"); }},
    {{"licenses", 'W', "LICENSES"}, [](Row r) { return or_null(format_licenses(r.job.spec.licenses)); }},
    {{"maxcpus", 0, "MAX_CPUS"}, [](Row r) { return number(cpu_count(r)); }},
    {{"maxnodes", 0, "MAX_NODES"},
     [](Row r) { return number(r.job.spec.max_nodes.value_or(node_count(r))); }},
    {{"mcslabel", 0, "MCSLABEL"}, always<"(null)">},
    {{"mem-per-tres", 0, "MEM_PER_TRES"}, always<"N/A">},
    {{"mincpus", 'c', "MIN_CPUS"}, [](Row r) { return number(cpus_per_node_asked(r)); }},
    {{"minmemory", 'm', "MIN_MEMORY"},
     [](Row r) { return memory_text(asked_memory(r), r.convert_units); },
     [](Row r) { return asked_memory(r).count(); }},
    {{"mintime", 0, "TIME_MIN"},
     [](Row r) { return format_elapsed(r.job.spec.time_min.value_or(Duration{0})); }},
    {{"mintmpdisk", 'd', "MIN_TMP_DISK"},
     [](Row r) { return memory_text(r.job.spec.tmp_disk.value_or(Mebibytes{0}), r.convert_units); }},
    {{"name", 'j', "NAME"}, [](Row r) { return r.job.spec.name; }},
    {{"network", 0, "NETWORK"}, [](Row r) { return or_null(r.job.spec.remarks.network); }},
    {{"nice", 'y', "NICE"},
     [](Row r) { return number(r.job.spec.nice); },
     [](Row r) { return std::int64_t{r.job.spec.nice}; }},
    {{"nodelist", 'N', "NODELIST"}, node_list},
    {{"ntperboard", 0, "NTASKS_PER_BOARD"}, always<"0">},
    {{"ntpercore", 0, "NTASKS_PER_CORE"}, always<"N/A">},
    {{"ntpernode", 0, "NTASKS_PER_NODE"},
     [](Row r) { return number(r.job.spec.tasks_per_node.value_or(0)); }},
    {{"ntpersocket", 0, "NTASKS_PER_SOCKET"}, always<"N/A">},
    {{"numcpus", 'C', "CPUS"},
     [](Row r) { return number(cpu_count(r)); },
     [](Row r) { return std::int64_t{cpu_count(r)}; }},
    {{"numnodes", 'D', "NODES"},
     [](Row r) { return number(node_count(r)); },
     [](Row r) { return std::int64_t{node_count(r)}; }},
    {{"numtasks", 0, "TASKS"}, [](Row r) { return number(task_count(r)); }},
    {{"origin", 0, "ORIGIN"}, always<"NA">},
    {{"originraw", 0, "ORIGIN_RAW"}, always<"NA">},
    {{"oversubscribe", 'h', "OVER_SUBSCRIBE"}, sharing_word},
    {{"partition", 'P', "PARTITION"}, partition_text},
    {{"pendingtime", 0, "PENDING_TIME"}, pending_time},
    {{"preempttime", 0, "PREEMPT_TIME"}, always<"N/A">},
    {{"prefer", 0, "PREFER"}, always<"(null)">},
    {{"priority", 'p', "PRIORITY"}, priority_fraction, [](Row r) { return std::int64_t{r.job.priority}; }},
    {{"prioritylong", 'Q', "PRIORITY"},
     [](Row r) { return number(r.job.priority); },
     [](Row r) { return std::int64_t{r.job.priority}; }},
    {{"profile", 0, "PROFILE"}, always<"NotSet">},
    {{"qos", 'q', "QOS"}, [](Row r) { return or_null(r.job.spec.qos); }},
    {{"reason", 'r', "REASON"}, reason_text},
    {{"reasonlist", 'R', "NODELIST(REASON)"}, nodes_or_reason},
    {{"reboot", 0, "REBOOT"}, always<"0">},
    {{"reqnodes", 'n', "REQ_NODES"}, [](Row r) { return fold_hosts(r.job.spec.node_list); }},
    {{"reqswitch", 0, "REQ_SWITCH"}, always<"0">},
    {{"requeue", 0, "REQUEUE"}, [](Row r) { return number(r.job.spec.requeue.value_or(true) ? 1 : 0); }},
    {{"reservation", 'v', "RESERVATION"}, [](Row r) { return or_null(r.job.spec.reservation); }},
    {{"resizetime", 0, "RESIZE_TIME"}, always<"N/A">},
    {{"restartcnt", 0, "RESTART_COUNT"}, [](Row r) { return number(r.job.attempt.value()); }},
    {{"schednodes", 'Y', "SCHEDNODES"}, [](Row r) { return or_null(fold_hosts(r.job.planned_nodes)); }},
    {{"sct", 'z', "S:C:T"}, always<"*:*:*">},
    {{"selectjobinfo", 's', ""}, always<"">},
    {{"sockets", 'H', "SOCKETS_PER_NODE"}, always<"*">},
    {{"sperboard", 0, "SOCKETS_PER_BOARD"}, always<"0">},
    {{"starttime", 'S', "START_TIME"},
     [](Row r) { return format_instant(start_of(r), "N/A"); },
     [](Row r) { return instant_rank(start_of(r)); }},
    {{"state", 'T', "STATE"}, [](Row r) { return std::string{shown_state(r.job)}; }},
    {{"statecompact", 't', "ST"}, [](Row r) { return std::string{shown_code(r.job)}; }},
    {{"stderr", 0, "STDERR"}, [](Row r) { return std_stream(r, std_err_path); }},
    {{"stdin", 0, "STDIN"}, [](Row r) { return std_stream(r, std_in_path); }},
    {{"stdout", 0, "STDOUT"}, [](Row r) { return std_stream(r, std_out_path); }},
    {{"submittime", 'V', "SUBMIT_TIME"},
     [](Row r) { return format_instant(r.job.submitted); },
     [](Row r) { return instant_rank(r.job.submitted); }},
    {{"system_comment", 0, "SYSTEM_COMMENT"}, always<"(null)">},
    {{"threads", 'J', "THREADS_PER_CORE"}, always<"*">},
    {{"timeleft", 'L', "TIME_LEFT", Gather::no, Cut::never}, time_left},
    {{"timelimit", 'l', "TIME_LIMIT", Gather::no, Cut::never},
     [](Row r) { return limit_text(r.job.time_limit); },
     limit_rank},
    {{"timeused", 'M', "TIME", Gather::no, Cut::never},
     [](Row r) { return format_elapsed(time_used(r)); },
     [](Row r) { return std::int64_t{time_used(r).count()}; }},
    {{"tres-alloc", 0, "TRES_ALLOC"}, resources_text},
    {{"tres-bind", 0, "TRES_BIND"}, always<"N/A">},
    {{"tres-freq", 0, "TRES_FREQ"}, always<"N/A">},
    {{"tres-per-job", 0, "TRES_PER_JOB"}, [](Row r) { return tres_text(r.job.spec.gpus.total); }},
    {{"tres-per-node", 'b', "TRES_PER_NODE"}, tres_per_node},
    {{"tres-per-socket", 0, "TRES_PER_SOCKET"}, always<"N/A">},
    {{"tres-per-task", 0, "TRES_PER_TASK"}, [](Row r) { return tres_text(r.job.spec.gpus.per_task); }},
    {{"userid", 'U', "UID"},
     [](Row r) { return number(r.job.spec.user.value()); },
     [](Row r) { return std::int64_t{r.job.spec.user.value()}; }},
    {{"username", 'u', "USER"}, [](Row r) { return r.job.spec.user_name; }},
    {{"wait4switch", 0, "WAIT4SWITCH"}, always<"0:00">},
    {{"wckey", 'w', "WCKEY"}, always<"(null)">},
    {{"workdir", 'Z', "WORK_DIR"}, [](Row r) { return or_null(r.job.spec.work_dir); }},
};

}  // namespace

std::span<const Field<JobRow>> job_fields() { return kFields; }

}  // namespace sluice::commands
