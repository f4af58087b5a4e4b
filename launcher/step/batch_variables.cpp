// SPDX-License-Identifier: Apache-2.0
//
// Variables that only a batch script has.
#include "launcher/step/variables.hpp"

namespace sluice::step {
namespace {

/// SLURM_NTASKS only when the user said how many: srun inside the script takes it for an option.
void set_tasks(Variables& variables, const Job& job) {
    if (!job.spec.tasks && !job.spec.tasks_per_node) return;
    std::uint32_t tasks = 0;
    for (const auto& share : job.shares) tasks += share.tasks;
    variables["SLURM_NTASKS"] = variables["SLURM_NPROCS"] = std::to_string(job.spec.tasks.value_or(tasks));
}

}  // namespace

void add_batch_variables(Variables& variables, const StepOrder& order) {
    const auto& spec = order.job.spec;
    variables["ENVIRONMENT"] = "BATCH";
    variables["SLURM_PRIO_PROCESS"] = "0";
    set_tasks(variables, order.job);
    if (spec.tasks_per_node) variables["SLURM_NTASKS_PER_NODE"] = std::to_string(*spec.tasks_per_node);
    if (spec.cpus_per_task) variables["SLURM_CPUS_PER_TASK"] = std::to_string(*spec.cpus_per_task);
    if (const auto* share = order.node_share()) {
        variables["SLURM_CPUS_ON_NODE"] = std::to_string(share->cpus);
    }
}

}  // namespace sluice::step
