// SPDX-License-Identifier: Apache-2.0
//
// Errors as values. The code is what programs decide on; the detail is what the person needs.
// Slurm's users and their scripts match the text of slurm_text(), so there is one table of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace sluice {

enum class Errc : std::uint8_t {
    none,
    // requests
    invalid_argument,
    invalid_partition,
    invalid_node_name,
    invalid_feature,
    invalid_gres,
    invalid_job_id,
    invalid_step_id,
    invalid_time_limit,
    invalid_dependency,
    invalid_array,
    invalid_time_min,
    invalid_state,
    node_count,
    too_many_cpus,
    nodes_unavailable,
    memory,
    limits_exceeded,
    partition_down,
    job_already_done,
    job_not_running,
    job_pending,
    permission_denied,
    batch_only,
    not_supported,
    script_missing,
    step_resources,
    // configuration and files
    invalid_config,
    io_error,
    // communication
    connection_failed,
    connection_lost,
    timed_out,
    frame_too_large,
    malformed_message,
    version_mismatch,
    authentication,
    shutting_down,
    internal,
    invalid_license,
    invalid_account,
    invalid_qos,
    invalid_reservation,
    reservation_access,
    reservation_overlap,
    reservation_busy,
    duplicate_reservation,
    invalid_time,
    nodes_busy,
};

struct Error {
    Errc code = Errc::none;
    std::string detail;

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// What Slurm's own commands say for this kind of error; clients match these words.
std::string_view slurm_text(Errc code);

inline tl::unexpected<Error> fail(Errc code, std::string detail = {}) {
    return tl::unexpected<Error>{Error{code, std::move(detail)}};
}

/// "Slurm's words: detail", or one of the two when the other is empty.
std::string describe(const Error& error);

}  // namespace sluice
