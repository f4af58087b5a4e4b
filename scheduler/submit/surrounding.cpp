// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/surrounding.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace sluice::submit {
namespace {

/// Variables that describe a job, a step or a task: SLURM_ and one of these.
constexpr std::array kJobFacts{"JOBID",
                               "JOB_ID",
                               "JOB_ACCOUNT",
                               "JOB_CPUS_PER_NODE",
                               "JOB_DEPENDENCY",
                               "JOB_GID",
                               "JOB_GPUS",
                               "JOB_NAME",
                               "JOB_NODELIST",
                               "JOB_NUM_NODES",
                               "JOB_PARTITION",
                               "JOB_QOS",
                               "JOB_RESERVATION",
                               "JOB_UID",
                               "JOB_USER",
                               "JOB_START_TIME",
                               "JOB_END_TIME",
                               "CLUSTER_NAME",
                               "CPUS_ON_NODE",
                               "CPUS_PER_GPU",
                               "CPUS_PER_TASK",
                               "CPU_BIND",
                               "CPU_BIND_LIST",
                               "CPU_BIND_TYPE",
                               "CPU_BIND_VERBOSE",
                               "DISTRIBUTION",
                               "GPU_BIND",
                               "GPUS_PER_SOCKET",
                               "MEM_BIND",
                               "MEM_PER_GPU",
                               "NTASKS_PER_CORE",
                               "NTASKS_PER_GPU",
                               "NTASKS_PER_SOCKET",
                               "EXPORT_ENV",
                               "GPUS",
                               "GPUS_ON_NODE",
                               "GPUS_PER_NODE",
                               "GPUS_PER_TASK",
                               "GTIDS",
                               "HINT",
                               "LAUNCH_NODE_IPADDR",
                               "LOCALID",
                               "MEM_PER_CPU",
                               "MEM_PER_NODE",
                               "NNODES",
                               "NODEID",
                               "NODELIST",
                               "NODE_ALIASES",
                               "NPROCS",
                               "NTASKS",
                               "NTASKS_PER_NODE",
                               "OVERCOMMIT",
                               "PRIO_PROCESS",
                               "PROCID",
                               "RESTART_COUNT",
                               "SRUN_COMM_HOST",
                               "SRUN_COMM_PORT",
                               "STEPID",
                               "STEP_ID",
                               "STEP_GPUS",
                               "STEP_LAUNCHER_PORT",
                               "STEP_NODELIST",
                               "STEP_NUM_NODES",
                               "STEP_NUM_TASKS",
                               "STEP_TASKS_PER_NODE",
                               "SUBMIT_DIR",
                               "SUBMIT_HOST",
                               "TASKS_PER_NODE",
                               "TASK_PID",
                               "THREADS_PER_CORE",
                               "TOPOLOGY_ADDR",
                               "TOPOLOGY_ADDR_PATTERN",
                               "UMASK",
                               "WORKING_CLUSTER"};
constexpr std::array kOtherNames{"ENVIRONMENT", "SLURMD_NODENAME", "CUDA_VISIBLE_DEVICES",
                                 "ROCR_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"};
constexpr std::array kPrefixes{"SLURM_ARRAY_", "SLURM_HET_", "PMIX_", "PMI_", "OMPI_COMM_WORLD_"};
constexpr std::string_view kUserSettings = "PMIX_MCA_";

template <class Names>
bool is_among(std::string_view name, const Names& names) {
    return std::ranges::find(names, name) != names.end();
}

bool describes_surrounding(std::string_view name) {
    constexpr std::string_view kSlurm = "SLURM_";
    if (name.starts_with(kUserSettings)) return false;
    if (name.starts_with(kSlurm) && is_among(name.substr(kSlurm.size()), kJobFacts)) return true;
    const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
    return is_among(name, kOtherNames) || std::ranges::any_of(kPrefixes, begins);
}

}  // namespace

Environment without_surrounding(Environment environment) {
    if (!environment.contains("SLURM_JOB_ID")) return environment;
    std::erase_if(environment, [](const auto& variable) { return describes_surrounding(variable.first); });
    return environment;
}

Environment without_batch_mark(Environment environment) {
    environment.erase("ENVIRONMENT");
    return environment;
}

}  // namespace sluice::submit
