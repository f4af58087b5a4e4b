// SPDX-License-Identifier: Apache-2.0
//
// `squeue --json` and `scontrol show job --json`: the members of a job in Slurm's data_parser v0.0.38, in its order.
// What Sluice has nothing to say about is empty, null or 0, as it is there.
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/commands/json_records.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/array.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::commands {
namespace {

using Row = const JobRow&;

template <Literal Text>
Json text(Row) {
    return Json::text(Text.text);
}
Json nothing(Row) { return Json::null(); }
Json zero(Row) { return Json::number(0); }
Json no(Row) { return Json::boolean(false); }

bool has_run(Row r) { return !r.job.shares.empty(); }

/// Numbers as seconds of the exit status and a signal, as wait(2) has them.
Json wait_status(ExitCode code) { return Json::number(code.status << 8 | code.signal); }

Json flags(Row r) { return json_list(r.job.started ? std::vector<std::string>{"JOB_WAS_RUNNING"} : std::vector<std::string>{}); }

Json cores_of(const NodeShare& share) {
    auto cores = Json::object();
    for (const auto core : share.cores) cores.add(std::to_string(core), Json::text("allocated"));
    auto socket = Json::object();
    socket.add("cores", std::move(cores));
    auto sockets = Json::object();
    return sockets.add("0", std::move(socket));
}

Json allocated_node(const NodeShare& share) {
    auto node = Json::object();
    node.add("sockets", cores_of(share)).add("nodename", Json::text(share.node));
    node.add("cpus_used", Json::number(0)).add("memory_used", Json::number(0));
    return node.add("memory_allocated", Json::number(share.memory.count()));
}

Json job_resources(Row r) {
    auto nodes = Json::list();
    for (const auto& share : r.job.shares) nodes.add(allocated_node(share));
    auto resources = Json::object();
    resources.add("nodes", Json::text(fold_hosts(r.job.nodes())));
    resources.add("allocated_cores", Json::number(r.job.total_cpus()));
    resources.add("allocated_hosts", Json::number(r.job.shares.size()));
    return resources.add("allocated_nodes", std::move(nodes));
}

Json memory_or_null(const std::optional<Mebibytes>& memory) {
    return memory ? Json::number(memory->count()) : Json::null();
}

std::string tres_words(const std::vector<GresCount>& amounts) { return amounts.empty() ? "" : "gres:" + format_gres(amounts); }

/// Where output goes, of batch jobs only.
Json stream(Row r, std::string (*path)(Row)) { return Json::text(r.job.spec.kind == JobKind::batch ? path(r) : ""); }

std::string known(std::string text) { return text == "(null)" ? "" : text; }

struct Member {
    std::string_view name;
    Json (*value)(Row r);
};

const Member kMembers[] = {
    {"account", [](Row r) { return Json::text(r.job.spec.account); }},
    {"accrue_time", [](Row r) { return json_time(r.job.eligible); }},
    {"admin_comment", text<"">},
    {"array_job_id", [](Row r) { return Json::number(r.job.array_job ? r.job.array_job->value() : 0); }},
    {"array_task_id", [](Row r) { return json_maybe(r.job.array_task); }},
    {"array_max_tasks", [](Row r) { return Json::number(r.job.spec.array.most_running); }},
    {"array_task_string", [](Row r) { return Json::text(r.job.array_left.empty() ? "" : task_text(r)); }},
    {"association_id", zero},
    {"batch_features", text<"">},
    {"batch_flag", [](Row r) { return Json::boolean(r.job.spec.kind == JobKind::batch); }},
    {"batch_host", [](Row r) { return Json::text(batch_host(r, "")); }},
    {"flags", flags},
    {"burst_buffer", text<"">},
    {"burst_buffer_state", text<"">},
    {"cluster", [](Row r) { return Json::text(r.cluster); }},
    {"cluster_features", text<"">},
    {"command", [](Row r) { return Json::text(known(command_text(r))); }},
    {"comment", [](Row r) { return Json::text(r.job.spec.comment); }},
    {"container", text<"">},
    {"contiguous", [](Row r) { return Json::boolean(r.job.spec.contiguous); }},
    {"core_spec", nothing},
    {"thread_spec", nothing},
    {"cores_per_socket", [](Row r) { return json_maybe(r.job.spec.shape.cores_per_socket); }},
    {"billable_tres", [](Row r) { return has_run(r) ? Json::real(r.job.total_cpus()) : Json::null(); }},
    {"cpus_per_task", [](Row r) { return json_maybe(r.job.spec.cpus_per_task); }},
    {"cpu_frequency_minimum", nothing},
    {"cpu_frequency_maximum", nothing},
    {"cpu_frequency_governor", nothing},
    {"cpus_per_tres", text<"">},
    {"deadline", [](Row r) { return json_time(r.job.spec.deadline); }},
    {"delay_boot", [](Row r) { return Json::number(r.job.spec.remarks.delay_boot.count()); }},
    {"dependency", [](Row r) { return Json::text(known(dependency_text(r))); }},
    {"derived_exit_code", [](Row r) { return wait_status(r.job.derived_exit_code); }},
    {"eligible_time", [](Row r) { return json_time(r.job.priority == 0 && !r.job.started ? std::nullopt : r.job.eligible); }},
    {"end_time", [](Row r) { return json_time(end_of(r)); }},
    {"excluded_nodes", [](Row r) { return Json::text(fold_hosts(r.job.spec.exclude)); }},
    {"exit_code", [](Row r) { return wait_status(r.job.exit_code); }},
    {"features", [](Row r) { return Json::text(r.job.spec.constraint); }},
    {"federation_origin", text<"">},
    {"federation_siblings_active", text<"">},
    {"federation_siblings_viable", text<"">},
    {"gres_detail", [](Row) { return Json::list(); }},
    {"group_id", [](Row r) { return Json::number(r.job.spec.group.value()); }},
    {"group_name", [](Row r) { return Json::text(r.job.spec.group_name); }},
    {"job_id", [](Row r) { return Json::number(r.job.id.value()); }},
    {"job_resources", job_resources},
    {"job_state", [](Row r) { return Json::text(shown_state(r.job)); }},
    {"last_sched_evaluation", [](Row r) { return json_time(r.job.eligible); }},
    {"licenses", [](Row r) { return Json::text(format_licenses(r.job.spec.licenses)); }},
    {"max_cpus", zero},
    {"max_nodes", [](Row r) { return Json::number(has_run(r) ? 0 : r.job.spec.max_nodes.value_or(0)); }},
    {"mcs_label", text<"">},
    {"memory_per_tres", text<"">},
    {"name", [](Row r) { return Json::text(r.job.spec.name); }},
    {"nodes", [](Row r) { return Json::text(fold_hosts(r.job.nodes())); }},
    {"nice", [](Row r) { return r.job.spec.nice == 0 ? Json::null() : Json::number(r.job.spec.nice); }},
    {"tasks_per_core", [](Row r) { return json_maybe(r.job.spec.shape.tasks_per_core); }},
    {"tasks_per_node", [](Row r) { return Json::number(r.job.spec.tasks_per_node.value_or(0)); }},
    {"tasks_per_socket", [](Row r) { return json_maybe(r.job.spec.shape.tasks_per_socket); }},
    {"tasks_per_board", zero},
    {"cpus", [](Row r) { return Json::number(cpu_count(r)); }},
    {"node_count", [](Row r) { return Json::number(node_count(r)); }},
    {"tasks", [](Row r) { return Json::number(task_count(r)); }},
    {"het_job_id", zero},
    {"het_job_id_set", text<"">},
    {"het_job_offset", zero},
    {"partition", [](Row r) { return Json::text(partition_text(r)); }},
    {"prefer", text<"">},
    {"memory_per_node", [](Row r) { return memory_or_null(r.job.spec.memory_per_node); }},
    {"memory_per_cpu", [](Row r) { return memory_or_null(r.job.spec.memory_per_cpu); }},
    {"minimum_cpus_per_node", [](Row r) { return Json::number(cpus_per_node_asked(r)); }},
    {"minimum_tmp_disk_per_node", [](Row r) { return Json::number(r.job.spec.tmp_disk.value_or(Mebibytes{0}).count()); }},
    {"preempt_time", zero},
    {"pre_sus_time", [](Row r) { return Json::number((r.job.suspended_since ? time_used(r) : Duration{0}).count()); }},
    {"priority", [](Row r) { return Json::number(r.job.priority); }},
    {"profile", nothing},
    {"qos", [](Row r) { return Json::text(r.job.spec.qos); }},
    {"reboot", no},
    {"required_nodes", [](Row r) { return Json::text(fold_hosts(r.job.spec.node_list)); }},
    {"requeue", [](Row r) { return Json::boolean(r.job.spec.requeue.value_or(true)); }},
    {"resize_time", zero},
    {"restart_cnt", [](Row r) { return Json::number(r.job.attempt.value()); }},
    {"resv_name", [](Row r) { return Json::text(r.job.spec.reservation); }},
    {"shared", [](Row r) { return r.job.spec.sharing == Sharing::exclusive ? Json::text("none") : Json::null(); }},
    {"show_flags", [](Row) { return json_list({"SHOW_ALL", "SHOW_DETAIL", "SHOW_LOCAL"}); }},
    {"sockets_per_board", zero},
    {"sockets_per_node", [](Row r) { return json_maybe(r.job.spec.shape.sockets); }},
    {"start_time", [](Row r) { return json_time(start_of(r)); }},
    {"state_description", [](Row r) { return Json::text(r.job.reason_detail); }},
    {"state_reason", [](Row r) { return Json::text(reason_text(r)); }},
    {"standard_error", [](Row r) { return r.job.spec.batch.std_err.empty() ? Json::text("") : stream(r, std_err_path); }},
    {"standard_input", [](Row r) { return stream(r, std_in_path); }},
    {"standard_output", [](Row r) { return stream(r, std_out_path); }},
    {"submit_time", [](Row r) { return json_time(r.job.submitted); }},
    {"suspend_time", [](Row r) { return json_time(r.job.suspended_since); }},
    {"system_comment", text<"">},
    {"time_limit", [](Row r) { return r.job.time_limit ? Json::number(r.job.time_limit->count() / 60) : Json::null(); }},
    {"time_minimum", [](Row r) { return Json::number(r.job.spec.time_min.value_or(Duration{0}).count() / 60); }},
    {"threads_per_core", [](Row r) { return json_maybe(r.job.spec.shape.threads_per_core); }},
    {"tres_bind", text<"">},
    {"tres_freq", text<"">},
    {"tres_per_job", [](Row r) { return Json::text(tres_words(r.job.spec.gpus.total)); }},
    {"tres_per_node", [](Row r) { return Json::text(tres_words(r.job.spec.gres_per_node)); }},
    {"tres_per_socket", text<"">},
    {"tres_per_task", [](Row r) { return Json::text(tres_words(r.job.spec.gpus.per_task)); }},
    {"tres_req_str", [](Row r) { return Json::text(resources_asked(r)); }},
    {"tres_alloc_str", [](Row r) { return Json::text(has_run(r) ? resources_text(r) : ""); }},
    {"user_id", [](Row r) { return Json::number(r.job.spec.user.value()); }},
    {"user_name", [](Row r) { return Json::text(r.job.spec.user_name); }},
    {"wckey", text<"">},
    {"current_working_directory", [](Row r) { return Json::text(r.job.spec.work_dir); }},
};

}  // namespace

std::string resources_asked(const JobRow& row) {
    auto asked = row;
    asked.job.shares.clear();
    return resources_text(asked);
}

Json json_job(const JobRow& row) {
    auto job = Json::object();
    for (const auto& member : kMembers) {
        const bool absent = member.name == "job_resources" && !has_run(row);
        if (!absent) job.add(member.name, member.value(row));
    }
    return job;
}

}  // namespace sluice::commands
