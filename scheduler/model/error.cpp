// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/error.hpp"

namespace sluice {

std::string_view slurm_text(Errc code) {
    switch (code) {
        case Errc::none: return "No error";
        case Errc::invalid_argument: return "Invalid argument";
        case Errc::invalid_partition: return "Invalid partition name specified";
        case Errc::invalid_node_name: return "Invalid node name specified";
        case Errc::invalid_feature: return "Invalid feature specification";
        case Errc::invalid_license: return "Invalid license specification";
        case Errc::invalid_account: return "Invalid account or account/partition combination specified";
        case Errc::invalid_qos: return "Invalid qos specification";
        case Errc::invalid_reservation: return "Requested reservation is invalid";
        case Errc::reservation_access: return "Access denied to requested reservation";
        case Errc::reservation_overlap: return "Reservation request overlaps with another reservation";
        case Errc::reservation_busy: return "Requested reservation is in use";
        case Errc::duplicate_reservation: return "Duplicate reservation name";
        case Errc::invalid_time: return "Invalid time specified";
        case Errc::nodes_busy: return "Requested nodes are busy";
        case Errc::invalid_gres: return "Invalid generic resource (gres) specification";
        case Errc::invalid_job_id: return "Invalid job id specified";
        case Errc::invalid_step_id: return "Invalid job id specified";
        case Errc::invalid_time_limit:
            return "Requested time limit is invalid (missing or exceeds some limit)";
        case Errc::invalid_dependency: return "Job dependency problem";
        case Errc::invalid_array: return "Invalid job array specification";
        case Errc::invalid_time_min: return "Invalid time-min specification (exceeds job's time or other limits)";
        case Errc::invalid_state: return "Invalid node state specified";
        case Errc::node_count: return "Node count specification invalid";
        case Errc::too_many_cpus: return "More processors requested than permitted";
        case Errc::nodes_unavailable: return "Requested node configuration is not available";
        case Errc::memory: return "Memory required by task is not available";
        case Errc::limits_exceeded:
            return "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)";
        case Errc::partition_down: return "Required partition not available (inactive or drain)";
        case Errc::job_already_done: return "Job/step already completing or completed";
        case Errc::job_not_running: return "Job is no longer running";
        case Errc::job_pending: return "Job is pending execution";
        case Errc::permission_denied: return "Access/permission denied";
        case Errc::batch_only: return "Only batch jobs are accepted or processed";
        case Errc::not_supported: return "Requested operation not supported on this system";
        case Errc::script_missing: return "Batch script is empty or missing";
        case Errc::step_resources: return "Requested nodes are busy";
        case Errc::invalid_config: return "Invalid configuration";
        case Errc::io_error: return "Input/output error";
        case Errc::connection_failed: return "Unable to contact slurm controller (connect failure)";
        case Errc::connection_lost: return "Zero Bytes were transmitted or received";
        case Errc::timed_out: return "Socket timed out on send/recv operation";
        case Errc::frame_too_large: return "Message too large";
        case Errc::malformed_message: return "Incorrect message format";
        case Errc::version_mismatch: return "Incompatible versions of client and server code";
        case Errc::authentication: return "Protocol authentication error";
        case Errc::shutting_down: return "Unable to contact slurm controller (shutdown in progress)";
        case Errc::internal: return "Unexpected internal error";
    }
    return "Unknown error";
}

std::string describe(const Error& error) {
    const auto words = slurm_text(error.code);
    if (error.detail.empty()) return std::string{words};
    return std::string{words} + ": " + error.detail;
}

}  // namespace sluice
