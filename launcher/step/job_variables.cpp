// SPDX-License-Identifier: Apache-2.0
//
// Variables that describe the job: the same in its script and in all its steps.
#include "launcher/step/counts.hpp"
#include "launcher/step/variables.hpp"
#include "scheduler/model/array.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::step {
namespace {

void set_identity(Variables& variables, const Job& job) {
    const auto id = std::to_string(job.id.value());
    variables["SLURM_JOB_ID"] = variables["SLURM_JOBID"] = id;
    variables["SLURM_JOB_NAME"] = job.spec.name;
    variables["SLURM_JOB_PARTITION"] = job.partition;
    variables["SLURM_JOB_USER"] = job.spec.user_name;
    variables["SLURM_JOB_UID"] = std::to_string(job.spec.user.value());
    variables["SLURM_JOB_GID"] = std::to_string(job.spec.group.value());
    if (!job.spec.account.empty()) variables["SLURM_JOB_ACCOUNT"] = job.spec.account;
    if (!job.spec.qos.empty()) variables["SLURM_JOB_QOS"] = job.spec.qos;
    if (job.attempt > Attempt{0}) variables["SLURM_RESTART_COUNT"] = std::to_string(job.attempt.value());
}

/// Only tasks of arrays have these.
void set_array(Variables& variables, const Job& job) {
    if (!job.array_job || !job.array_task) return;
    const TaskRanges tasks{job.spec.array.tasks};
    variables["SLURM_ARRAY_JOB_ID"] = std::to_string(job.array_job->value());
    variables["SLURM_ARRAY_TASK_ID"] = std::to_string(*job.array_task);
    variables["SLURM_ARRAY_TASK_COUNT"] = std::to_string(count_tasks(tasks));
    variables["SLURM_ARRAY_TASK_MIN"] = std::to_string(first_task(tasks));
    variables["SLURM_ARRAY_TASK_MAX"] = std::to_string(last_task(tasks));
    variables["SLURM_ARRAY_TASK_STEP"] = std::to_string(tasks.size() == 1 ? tasks[0].step : 1);
}

void set_origin(Variables& variables, const JobSpec& spec) {
    variables.try_emplace("SLURM_SUBMIT_DIR", spec.work_dir);
    if (!spec.submit_host.empty()) variables.try_emplace("SLURM_SUBMIT_HOST", spec.submit_host);
}

std::vector<std::uint32_t> counts_of(const Job& job, std::uint32_t NodeShare::*count) {
    std::vector<std::uint32_t> counts;
    for (const auto& share : job.shares) counts.push_back(share.*count);
    return counts;
}

void set_allocation(Variables& variables, const Job& job) {
    const auto nodes = std::to_string(job.shares.size());
    variables["SLURM_JOB_NODELIST"] = variables["SLURM_NODELIST"] = fold_hosts(job.nodes());
    variables["SLURM_JOB_NUM_NODES"] = variables["SLURM_NNODES"] = nodes;
    variables["SLURM_JOB_CPUS_PER_NODE"] = fold_counts(counts_of(job, &NodeShare::cpus));
    variables["SLURM_TASKS_PER_NODE"] = fold_counts(counts_of(job, &NodeShare::tasks));
}

void set_memory(Variables& variables, const JobSpec& spec) {
    if (spec.memory_per_node) variables["SLURM_MEM_PER_NODE"] = std::to_string(spec.memory_per_node->count());
    if (spec.memory_per_cpu) variables["SLURM_MEM_PER_CPU"] = std::to_string(spec.memory_per_cpu->count());
}

}  // namespace

void add_job_variables(Variables& variables, const StepOrder& order) {
    set_identity(variables, order.job);
    set_array(variables, order.job);
    if (!order.job.spec.dependency.empty()) variables["SLURM_JOB_DEPENDENCY"] = order.job.spec.dependency;
    set_origin(variables, order.job.spec);
    set_allocation(variables, order.job);
    set_memory(variables, order.job.spec);
}

}  // namespace sluice::step
