// SPDX-License-Identifier: Apache-2.0
//
// Variables that tasks of srun have: the step's own shape beside that of the job.
#include <fmt/format.h>

#include "launcher/step/variables.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/submit/count_list.hpp"

namespace sluice::step {
namespace {

std::string tasks_per_node(const Step& step) {
    std::vector<std::uint32_t> counts;
    for (const auto& share : step.shares) counts.push_back(static_cast<std::uint32_t>(share.tasks.size()));
    return submit::fold_counts(counts);
}

void set_layout(Variables& variables, const Step& step) {
    const auto nodes = std::to_string(step.shares.size());
    const auto tasks = std::to_string(step.total_tasks());
    const auto per_node = tasks_per_node(step);
    const auto number = to_string(step.number);
    variables["SLURM_STEP_ID"] = variables["SLURM_STEPID"] = number;
    variables["SLURM_STEP_NODELIST"] = fold_hosts(step.nodes());
    variables["SLURM_STEP_NUM_NODES"] = variables["SLURM_NNODES"] = nodes;
    variables["SLURM_STEP_NUM_TASKS"] = variables["SLURM_NTASKS"] = variables["SLURM_NPROCS"] = tasks;
    variables["SLURM_STEP_TASKS_PER_NODE"] = variables["SLURM_TASKS_PER_NODE"] = per_node;
}

void set_origin(Variables& variables, const ClientEndpoint& client) {
    const auto port = std::to_string(client.port);
    variables["SLURM_SRUN_COMM_HOST"] = variables["SLURM_LAUNCH_NODE_IPADDR"] = client.host;
    variables["SLURM_SRUN_COMM_PORT"] = variables["SLURM_STEP_LAUNCHER_PORT"] = port;
}

std::string distribution_text(const StepSpec& spec) {
    switch (spec.distribution) {
        case Distribution::block: return "block";
        case Distribution::cyclic: return "cyclic";
        case Distribution::plane: return fmt::format("plane={}", spec.plane_size);
        case Distribution::arbitrary: return "arbitrary";
    }
    return "";
}

}  // namespace

void add_step_variables(Variables& variables, const StepOrder& order) {
    const auto& spec = order.step.spec;
    variables.erase("ENVIRONMENT");
    set_layout(variables, order.step);
    set_origin(variables, spec.client);
    const auto* of_job = order.node_share();
    const bool own_cpus = spec.exact || of_job == nullptr;
    variables["SLURM_CPUS_ON_NODE"] = std::to_string(own_cpus ? order.share().cpus : of_job->cpus);
    variables["SLURM_DISTRIBUTION"] = distribution_text(spec);
    variables["SLURM_UMASK"] = fmt::format("{:04o}", spec.umask);
    if (spec.cpus_per_task) variables["SLURM_CPUS_PER_TASK"] = std::to_string(*spec.cpus_per_task);
    if (spec.tasks_per_node) variables["SLURM_NTASKS_PER_NODE"] = std::to_string(*spec.tasks_per_node);
}

}  // namespace sluice::step
