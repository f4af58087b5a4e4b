// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "scheduler/commands/job_fields.hpp"
#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/job_target.hpp"

namespace sluice::commands {
namespace {

using Row = const StepRow&;

/// `12.0`, `12_3.0`
std::string step_id(Row r) { return shown_id(r.job) + "." + to_string(r.step.number); }

/// By job, the batch script last, as Slurm lists them.
std::int64_t step_rank(Row r) { return (std::int64_t{r.step.job.value()} << 32) + r.step.number.value(); }

std::string name_of(Row r) { return step_name(r.step); }
std::string task_number(Row r) { return std::to_string(r.step.total_tasks()); }
std::string node_names(Row r) { return fold_hosts(r.step.nodes()); }
std::string time_text(Row r) { return format_elapsed(step_time_used(r.step, r.now)); }
std::string limit_text(Row r) {
    return r.step.spec.time_limit ? format_elapsed(*r.step.spec.time_limit) : "UNLIMITED";
}
std::string job_number(Row r) { return std::to_string(r.step.job.value()); }

const Field<StepRow> kFields[] = {
    {{"stepid", 'i', "STEPID"}, step_id, step_rank},
    {{"stepname", 'j', "NAME"}, name_of},
    {{"name", 0, "NAME"}, name_of},
    {{"numtasks", 'A', "TASKS"}, task_number},
    {{"numcpus", 0, "CPUS"}, [](Row r) { return std::to_string(r.step.total_cpus()); }},
    {{"jobid", 0, "JOBID"}, job_number},
    {{"arrayjobid", 0, "ARRAY_JOB_ID"},
     [](Row r) { return std::to_string(r.job.array_job.value_or(r.job.id).value()); }},
    {{"arraytaskid", 0, "ARRAY_TASK_ID"}, [](Row r) { return r.job.array_job ? shown_tasks(r.job) : "N/A"; }},
    {{"timelimit", 'l', "TIME_LIMIT"}, limit_text},
    {{"timeused", 'M', "TIME"}, time_text},
    {{"nodes", 'N', "NODELIST"}, node_names},
    {{"partition", 'P', "PARTITION"}, [](Row r) { return r.job.partition; }},
    {{"starttime", 'S', "START_TIME"}, [](Row r) { return format_instant(r.step.started, "N/A"); }},
    {{"stepstate", 0, "STATE"}, [](Row r) { return std::string{to_string(r.step.state)}; }},
    {{"tres-per-step", 0, "TRES_PER_STEP"}, always<"N/A">},
    {{"tres-per-node", 'b', "TRES_PER_NODE"}, always<"N/A">},
    {{"userid", 'U', "UID"}, [](Row r) { return std::to_string(r.job.spec.user.value()); }},
    {{"username", 'u', "USER"}, [](Row r) { return r.job.spec.user_name; }},
};

}  // namespace

std::span<const Field<StepRow>> step_fields() { return kFields; }

std::string step_name(const Step& step) { return step.number == kBatchStep ? "batch" : step.spec.name; }

std::string step_resources(const Step& step) {
    Mebibytes memory;
    std::size_t gpus = 0;
    for (const auto& share : step.shares) {
        memory += share.memory;
        for (const auto& devices : share.gres) gpus += devices.name == "gpu" ? devices.indices.size() : 0;
    }
    auto text = fmt::format("cpu={}", step.total_cpus());
    if (memory.count() > 0) text += ",mem=" + format_memory(memory);
    text += fmt::format(",node={}", step.shares.size());
    if (gpus > 0 && step.spec.gres_given) text += fmt::format(",gres/gpu={}", gpus);
    return text;
}

Duration step_time_used(const Step& step, Instant now) {
    return step.started ? step.ended.value_or(now) - *step.started : Duration{0};
}

}  // namespace sluice::commands
