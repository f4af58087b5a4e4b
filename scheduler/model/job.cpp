// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/job.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>

#include "scheduler/model/word.hpp"

namespace sluice {
namespace {

struct StateName {
    JobState state;
    std::string_view word;
    std::string_view code;
};

constexpr std::array kStateNames{
    StateName{JobState::pending, "PENDING", "PD"},
    StateName{JobState::running, "RUNNING", "R"},
    StateName{JobState::suspended, "SUSPENDED", "S"},
    StateName{JobState::completed, "COMPLETED", "CD"},
    StateName{JobState::cancelled, "CANCELLED", "CA"},
    StateName{JobState::failed, "FAILED", "F"},
    StateName{JobState::timeout, "TIMEOUT", "TO"},
    StateName{JobState::node_fail, "NODE_FAIL", "NF"},
    StateName{JobState::preempted, "PREEMPTED", "PR"},
    StateName{JobState::boot_fail, "BOOT_FAIL", "BF"},
    StateName{JobState::deadline, "DEADLINE", "DL"},
    StateName{JobState::out_of_memory, "OUT_OF_MEMORY", "OOM"},
};

const StateName& name_of(JobState state) { return kStateNames[static_cast<std::size_t>(state)]; }

}  // namespace

std::string_view to_string(JobState state) { return name_of(state).word; }
std::string_view short_code(JobState state) { return name_of(state).code; }

std::optional<StateFilter> parse_job_state(std::string_view text) {
    if (same_word(text, "COMPLETING") || same_word(text, "CG")) {
        return StateFilter{JobState::completed, true};
    }
    for (const auto& name : kStateNames) {
        if (same_word(text, name.word) || same_word(text, name.code)) {
            return StateFilter{name.state, false};
        }
    }
    return std::nullopt;
}

std::string_view to_string(Reason reason) {
    switch (reason) {
        case Reason::none: return "None";
        case Reason::priority: return "Priority";
        case Reason::resources: return "Resources";
        case Reason::dependency: return "Dependency";
        case Reason::begin_time: return "BeginTime";
        case Reason::held_by_user: return "JobHeldUser";
        case Reason::held_by_admin: return "JobHeldAdmin";
        case Reason::partition_down: return "PartitionDown";
        case Reason::partition_inactive: return "PartitionInactive";
        case Reason::partition_time_limit: return "PartitionTimeLimit";
        case Reason::partition_node_limit: return "PartitionNodeLimit";
        case Reason::nodes_unavailable: return "ReqNodeNotAvail";
        case Reason::non_zero_exit: return "NonZeroExitCode";
        case Reason::time_limit: return "TimeLimit";
        case Reason::out_of_memory: return "OutOfMemory";
        case Reason::node_down: return "NodeDown";
        case Reason::launch_failure: return "JobLaunchFailure";
        case Reason::bad_constraints: return "BadConstraints";
        case Reason::system_failure: return "SystemFailure";
        case Reason::launch_failed_requeued_held: return "launch_failed_requeued_held";
        case Reason::requeued_held: return "job_requeued_in_held_state";
        case Reason::dependency_never_satisfied: return "DependencyNeverSatisfied";
        case Reason::array_task_limit: return "JobArrayTaskLimit";
        case Reason::licenses: return "Licenses";
        case Reason::reservation: return "Reservation";
        case Reason::reservation_deleted: return "ReservationDeleted";
        case Reason::deadline: return "DeadLine";
        case Reason::preempted: return "Preempted";
        case Reason::switches: return "Switches";
        case Reason::invalid_account: return "InvalidAccount";
        case Reason::invalid_qos: return "InvalidQOS";
        case Reason::assoc_grp_cpu: return "AssocGrpCpuLimit";
        case Reason::assoc_grp_memory: return "AssocGrpMemLimit";
        case Reason::assoc_grp_node: return "AssocGrpNodeLimit";
        case Reason::assoc_grp_billing: return "AssocGrpBilling";
        case Reason::assoc_grp_gres: return "AssocGrpGRES";
        case Reason::assoc_grp_license: return "AssocGrpLicense";
        case Reason::assoc_grp_jobs: return "AssocGrpJobsLimit";
        case Reason::assoc_max_jobs: return "AssocMaxJobsLimit";
        case Reason::assoc_max_cpu_per_job: return "AssocMaxCpuPerJobLimit";
        case Reason::assoc_max_memory_per_job: return "AssocMaxMemPerJob";
        case Reason::assoc_max_node_per_job: return "AssocMaxNodePerJobLimit";
        case Reason::assoc_max_billing_per_job: return "AssocMaxBillingPerJob";
        case Reason::assoc_max_gres_per_job: return "AssocMaxGRESPerJob";
        case Reason::assoc_max_license_per_job: return "AssocMaxLicensePerJob";
        case Reason::assoc_max_wall: return "AssocMaxWallDurationPerJobLimit";
        case Reason::qos_grp_cpu: return "QOSGrpCpuLimit";
        case Reason::qos_grp_memory: return "QOSGrpMemLimit";
        case Reason::qos_grp_node: return "QOSGrpNodeLimit";
        case Reason::qos_grp_billing: return "QOSGrpBilling";
        case Reason::qos_grp_gres: return "QOSGrpGRES";
        case Reason::qos_grp_license: return "QOSGrpLicense";
        case Reason::qos_grp_jobs: return "QOSGrpJobsLimit";
        case Reason::qos_max_jobs_per_user: return "QOSMaxJobsPerUserLimit";
        case Reason::qos_max_jobs_per_account: return "MaxJobsPerAccount";
        case Reason::qos_max_cpu_per_job: return "QOSMaxCpuPerJobLimit";
        case Reason::qos_max_memory_per_job: return "QOSMaxMemoryPerJob";
        case Reason::qos_max_node_per_job: return "QOSMaxNodePerJobLimit";
        case Reason::qos_max_billing_per_job: return "QOSMaxBillingPerJob";
        case Reason::qos_max_gres_per_job: return "QOSMaxGRESPerJob";
        case Reason::qos_max_license_per_job: return "QOSMaxLicensePerJob";
        case Reason::qos_max_wall: return "QOSMaxWallDurationPerJobLimit";
        case Reason::qos_max_cpu_per_user: return "QOSMaxCpuPerUserLimit";
        case Reason::qos_max_memory_per_user: return "QOSMaxMemoryPerUser";
        case Reason::qos_max_node_per_user: return "QOSMaxNodePerUserLimit";
        case Reason::qos_max_billing_per_user: return "QOSMaxBillingPerUser";
        case Reason::qos_max_gres_per_user: return "QOSMaxGRESPerUser";
        case Reason::qos_max_license_per_user: return "QOSMaxLicensePerUser";
        case Reason::qos_max_cpu_per_account: return "MaxCpuPerAccount";
        case Reason::qos_max_memory_per_account: return "MaxMemoryPerAccount";
        case Reason::qos_max_node_per_account: return "MaxNodePerAccount";
        case Reason::qos_max_billing_per_account: return "MaxBillingPerAccount";
        case Reason::qos_max_gres_per_account: return "MaxGRESPerAccount";
        case Reason::qos_max_license_per_account: return "MaxLicensePerAccount";
        case Reason::qos_min_cpu: return "QOSMinCpuNotSatisfied";
        case Reason::qos_min_memory: return "QOSMinMemory";
        case Reason::qos_min_node: return "QOSMinNode";
        case Reason::qos_min_billing: return "QOSMinBilling";
        case Reason::qos_min_gres: return "QOSMinGRES";
        case Reason::qos_min_license: return "QOSMinLicense";
        case Reason::reserved_nodes: return "ReqNodeNotAvail";
    }
    return "None";
}

std::string to_string(ExitCode code) { return std::to_string(code.status) + ":" + std::to_string(code.signal); }

ExitCode worse(ExitCode a, ExitCode b) {
    const auto rank = [](ExitCode c) { return c.signal != 0 ? 128 + c.signal : c.status; };
    return rank(b) > rank(a) ? b : a;
}

std::uint32_t Job::total_cpus() const {
    return std::accumulate(shares.begin(), shares.end(), std::uint32_t{0},
                           [](std::uint32_t sum, const NodeShare& share) { return sum + share.cpus; });
}

std::vector<std::string> Job::nodes() const {
    std::vector<std::string> names;
    names.reserve(shares.size());
    for (const auto& share : shares) names.push_back(share.node);
    return names;
}

std::string_view shown_state(const Job& job) { return job.completing ? "COMPLETING" : to_string(job.state); }
std::string_view shown_code(const Job& job) { return job.completing ? "CG" : short_code(job.state); }

const std::string& mail_receiver(const JobSpec& spec) { return spec.mail.to.empty() ? spec.user_name : spec.mail.to; }

}  // namespace sluice
