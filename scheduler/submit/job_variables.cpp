// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/job_variables.hpp"

#include <algorithm>

#include "scheduler/model/array.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/submit/count_list.hpp"

namespace sluice::submit {
namespace {

void set_identity(Environment& variables, const Job& job) {
    const auto id = std::to_string(job.id.value());
    variables["SLURM_JOB_ID"] = variables["SLURM_JOBID"] = id;
    variables["SLURM_JOB_NAME"] = job.spec.name;
    variables["SLURM_JOB_PARTITION"] = job.partition;
    variables["SLURM_JOB_USER"] = job.spec.user_name;
    variables["SLURM_JOB_UID"] = std::to_string(job.spec.user.value());
    variables["SLURM_JOB_GID"] = std::to_string(job.spec.group.value());
    if (!job.spec.account.empty()) variables["SLURM_JOB_ACCOUNT"] = job.spec.account;
    if (!job.spec.reservation.empty()) variables["SLURM_JOB_RESERVATION"] = job.spec.reservation;
    if (!job.spec.qos.empty()) variables["SLURM_JOB_QOS"] = job.spec.qos;
    if (job.attempt > Attempt{0}) variables["SLURM_RESTART_COUNT"] = std::to_string(job.attempt.value());
}

/// Only tasks of arrays have these.
void set_array(Environment& variables, const Job& job) {
    if (!job.array_job || !job.array_task) return;
    const TaskRanges tasks{job.spec.array.tasks};
    variables["SLURM_ARRAY_JOB_ID"] = std::to_string(job.array_job->value());
    variables["SLURM_ARRAY_TASK_ID"] = std::to_string(*job.array_task);
    variables["SLURM_ARRAY_TASK_COUNT"] = std::to_string(count_tasks(tasks));
    variables["SLURM_ARRAY_TASK_MIN"] = std::to_string(first_task(tasks));
    variables["SLURM_ARRAY_TASK_MAX"] = std::to_string(last_task(tasks));
    variables["SLURM_ARRAY_TASK_STEP"] = std::to_string(tasks.size() == 1 ? tasks[0].step : 1);
}

void set_origin(Environment& variables, const JobSpec& spec) {
    variables.try_emplace("SLURM_SUBMIT_DIR", spec.work_dir);
    if (!spec.submit_host.empty()) variables.try_emplace("SLURM_SUBMIT_HOST", spec.submit_host);
}

std::vector<std::uint32_t> counts_of(const Job& job, std::uint32_t NodeShare::*count) {
    std::vector<std::uint32_t> counts;
    for (const auto& share : job.shares) counts.push_back(share.*count);
    return counts;
}

/// A job of whole nodes that named no number of tasks may start as many as its CPUs allow: mpirun goes by this.
std::vector<std::uint32_t> tasks_of(const Job& job) {
    auto counts = counts_of(job, &NodeShare::tasks);
    const auto& spec = job.spec;
    if (spec.sharing != Sharing::exclusive || spec.tasks || spec.tasks_per_node) return counts;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        counts[i] = std::max(counts[i], job.shares[i].cpus / spec.cpus_per_task.value_or(1));
    }
    return counts;
}

void set_allocation(Environment& variables, const Job& job) {
    const auto nodes = std::to_string(job.shares.size());
    variables["SLURM_JOB_NODELIST"] = variables["SLURM_NODELIST"] = fold_hosts(job.nodes());
    variables["SLURM_JOB_NUM_NODES"] = variables["SLURM_NNODES"] = nodes;
    variables["SLURM_JOB_CPUS_PER_NODE"] = fold_counts(counts_of(job, &NodeShare::cpus));
    variables["SLURM_TASKS_PER_NODE"] = fold_counts(tasks_of(job));
}

void set_memory(Environment& variables, const JobSpec& spec) {
    if (spec.memory_per_node) variables["SLURM_MEM_PER_NODE"] = std::to_string(spec.memory_per_node->count());
    if (spec.memory_per_cpu) variables["SLURM_MEM_PER_CPU"] = std::to_string(spec.memory_per_cpu->count());
}

}  // namespace

void add_job_variables(Environment& variables, const Job& job) {
    set_identity(variables, job);
    set_array(variables, job);
    if (!job.spec.dependency.empty()) variables["SLURM_JOB_DEPENDENCY"] = job.spec.dependency;
    set_origin(variables, job.spec);
    set_allocation(variables, job);
    set_memory(variables, job.spec);
}

void add_request_variables(Environment& variables, const Job& job) {
    const auto& spec = job.spec;
    if (spec.tasks || spec.tasks_per_node) {
        std::uint32_t tasks = 0;
        for (const auto& share : job.shares) tasks += share.tasks;
        variables["SLURM_NTASKS"] = variables["SLURM_NPROCS"] = std::to_string(spec.tasks.value_or(tasks));
    }
    if (spec.tasks_per_node) variables["SLURM_NTASKS_PER_NODE"] = std::to_string(*spec.tasks_per_node);
    if (spec.cpus_per_task) variables["SLURM_CPUS_PER_TASK"] = std::to_string(*spec.cpus_per_task);
}

}  // namespace sluice::submit
