// SPDX-License-Identifier: Apache-2.0
//
// `sacct --json`: a job and its steps as in Slurm's dbv0.0.38. What is measured there and not here, such as energy, is
// left out.
#include "scheduler/commands/json_records.hpp"
#include "scheduler/commands/usage_words.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::commands {
namespace {

constexpr std::int64_t kMicro = 1'000'000;

template <class... Pairs>
Json object_of(Pairs&&... pairs) {
    auto json = Json::object();
    (json.add(pairs.first, std::move(pairs.second)), ...);
    return json;
}
std::pair<std::string_view, Json> with(std::string_view name, Json value) { return {name, std::move(value)}; }

Json exit_code(ExitCode code) {
    if (code.signal != 0) {
        return object_of(with("status", Json::text("SIGNALED")), with("return_code", Json::number(code.status)),
                         with("signal", object_of(with("signal_id", Json::number(code.signal)))));
    }
    return object_of(with("status", Json::text(code.status == 0 ? "SUCCESS" : "ERROR")),
                     with("return_code", Json::number(code.status)));
}

Json cpu_time_of(std::int64_t microseconds) {
    return object_of(with("seconds", Json::number(microseconds / kMicro)),
                     with("microseconds", Json::number(microseconds % kMicro)));
}

void add_cpu_times(Json& time, const Usage& used) {
    time.add("system", cpu_time_of(used.system_us));
    time.add("total", cpu_time_of(used.system_us + used.user_us)).add("user", cpu_time_of(used.user_us));
}

Json job_time(const HistoryRow& row) {
    const auto& job = row.job.job;
    auto time = Json::object();
    time.add("elapsed", Json::number(time_used(row.job).count())).add("eligible", json_time(job.eligible));
    time.add("end", json_time(job.ended)).add("start", json_time(job.started)).add("submission", json_time(job.submitted));
    time.add("suspended", Json::number(job.suspended_for.count()));
    time.add("limit", job.time_limit ? Json::number(job.time_limit->count() / 60) : Json::null());
    add_cpu_times(time, row.all_steps);
    return time;
}

Json tres(std::string_view type, std::uint32_t id, std::int64_t count) {
    return object_of(with("type", Json::text(type)), with("name", Json::null()), with("id", Json::number(id)),
                     with("count", Json::number(count)));
}

Json step_tres(const HistoryRow& row) {
    constexpr std::uint32_t kCpu = 1, kMemory = 2, kNode = 4;
    auto allocated = Json::list();
    std::int64_t memory = 0;
    for (const auto& share : row.step->shares) memory += share.memory.count();
    allocated.add(tres("cpu", kCpu, row.step->total_cpus())).add(tres("mem", kMemory, memory));
    allocated.add(tres("node", kNode, static_cast<std::int64_t>(row.step->shares.size())));
    return object_of(with("allocated", std::move(allocated)));
}

Json json_step(const HistoryRow& row) {
    const auto& step = *row.step;
    const auto used = step_usage(step);
    auto nodes = object_of(with("list", json_list(step.nodes())), with("count", Json::number(step.shares.size())),
                           with("range", Json::text(fold_hosts(step.nodes()))));
    auto time = object_of(with("elapsed", Json::number(step_time_used(step, row.job.now).count())),
                          with("end", json_time(step.ended)), with("start", json_time(step.started)),
                          with("suspended", Json::number(0)));
    add_cpu_times(time, used);
    return object_of(with("nodes", std::move(nodes)), with("tres", step_tres(row)), with("time", std::move(time)),
                     with("exit_code", exit_code(step.exit_code)),
                     with("tasks", object_of(with("count", Json::number(step.total_tasks())))),
                     with("state", Json::text(to_string(step.state))),
                     with("step", object_of(with("job_id", Json::number(step.job.value())),
                                            with("id", Json::text(to_string(step.number))),
                                            with("name", Json::text(step_name(step))))));
}

Json array_of(const Job& job) {
    auto tasks = object_of(with("running", object_of(with("tasks", Json::number(job.spec.array.most_running)))));
    return object_of(with("job_id", Json::number(job.array_job ? job.array_job->value() : 0)),
                     with("limits", object_of(with("max", std::move(tasks)))), with("task", Json::null()),
                     with("task_id", json_maybe(job.array_task)));
}

Json required(const JobRow& row) {
    auto asked = row;
    asked.job.shares.clear();
    return object_of(with("CPUs", Json::number(cpu_count(asked))), with("memory", Json::number(asked_memory(asked).count())));
}

}  // namespace

Json json_history(const HistoryRow& row, std::span<const HistoryRow> steps) {
    const auto& job = row.job.job;
    auto list = Json::list();
    for (const auto& step : steps) list.add(json_step(step));
    auto json = Json::object();
    json.add("account", Json::text(job.spec.account));
    json.add("comment", object_of(with("administrator", Json::null()), with("job", Json::text(job.spec.comment)),
                                  with("system", Json::null())));
    json.add("allocation_nodes", Json::number(job.shares.size())).add("array", array_of(job));
    json.add("association", object_of(with("account", Json::text(job.spec.account)), with("cluster", Json::text(row.cluster)),
                                      with("partition", Json::null()), with("user", Json::text(job.spec.user_name))));
    json.add("cluster", Json::text(row.cluster)).add("constraints", Json::text(job.spec.constraint));
    json.add("container", Json::null()).add("derived_exit_code", exit_code(job.derived_exit_code));
    json.add("time", job_time(row)).add("exit_code", exit_code(job.exit_code)).add("flags", Json::list());
    json.add("group", Json::text(job.spec.group_name));
    json.add("het", object_of(with("job_id", Json::number(0)), with("job_offset", Json::null())));
    json.add("job_id", Json::number(job.id.value())).add("name", Json::text(job.spec.name));
    json.add("mcs", object_of(with("label", Json::text(""))));
    json.add("nodes", Json::text(job.shares.empty() ? "None assigned" : fold_hosts(job.nodes())));
    json.add("partition", Json::text(partition_text(row.job))).add("priority", Json::number(job.priority));
    json.add("qos", Json::text(job.spec.qos)).add("required", required(row.job));
    json.add("kill_request_user", job.cancelled_by ? Json::number(job.cancelled_by->value()) : Json::null());
    json.add("reservation", object_of(with("id", Json::number(0)), with("name", Json::text(job.spec.reservation))));
    json.add("state", object_of(with("current", Json::text(to_string(job.state))),
                                with("reason", Json::text(reason_text(row.job)))));
    json.add("steps", std::move(list)).add("submit_line", Json::text(job.spec.remarks.submit_line));
    json.add("user", Json::text(job.spec.user_name)).add("working_directory", Json::text(job.spec.work_dir));
    return json;
}

}  // namespace sluice::commands
