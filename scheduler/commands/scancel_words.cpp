// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/scancel.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::commands {
namespace {

/// A job that is over, or that nobody remembers, is as good as cancelled.
bool is_over(Errc code) { return code == Errc::invalid_job_id || code == Errc::job_already_done; }

}  // namespace

bool ScancelOptions::has_filter() const {
    return request.users_size() + request.names_size() + request.partitions_size() + request.accounts_size() +
               request.states_size() + request.nodes_size() + request.qos_size() >
           0;
}

Result<void> add_targets(wire::CancelRequest& request, std::span<const std::string> words) {
    for (const auto& word : words) {
        const auto step = parse_job_target(word);
        const auto job = step ? Result<JobTarget>{*step} : read_job(word);
        if (!job) return fail(Errc::invalid_job_id, fmt::format("Invalid job id {}", word));
        wire::encode(*job, request.add_targets());
    }
    return {};
}

std::string target_text(const wire::CancelTarget& target) {
    return to_string(wire::decode(target));
}

std::string announcement(const wire::CancelRequest& request, const wire::CancelTarget& target) {
    const auto kind = target.has_step() ? "step" : "job";
    if (request.signal() == 0) return fmt::format("Terminating {} {}", kind, target_text(target));
    const auto batch = request.batch_only() ? "batch " : "";
    return fmt::format("Signal {} to {}{} {}", request.signal(), batch, kind, target_text(target));
}

std::string question(const wire::CancelTarget& target, const Job& job) {
    return fmt::format("Cancel {}={} name={} partition={} [y/n]? ", target.has_step() ? "step_id" : "job_id",
                       target_text(target), job.spec.name, job.partition);
}

Verdict judge(const ScancelOptions& options, const wire::CancelOutcome& outcome) {
    const Error error{static_cast<Errc>(outcome.code()), outcome.detail()};
    if (error.code == Errc::none) return {};
    const bool is_signal = options.request.signal() != 0;
    const bool harmless = is_over(error.code) && !is_signal;
    if (harmless && !options.verbose) return {};
    if (options.quiet && is_over(error.code)) return {};
    const auto kind = outcome.target().has_step() ? "job step id" : "job id";
    return {fmt::format("Kill job error on {} {}: {}", kind, target_text(outcome.target()),
                        slurm_text(error.code)),
            !harmless};
}

}  // namespace sluice::commands
