// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "scheduler/commands/scancel.hpp"
#include "scheduler/model/number.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

/// `12_3`, `12_[1-3]`, `12+1`: parts of arrays and heterogeneous jobs. None exist yet: a job that is not
/// there.
constexpr std::uint32_t kNoJob = 0;

bool names_part(std::string_view word) {
    const auto mark = word.find_first_of("_+");
    return mark != std::string_view::npos && parse_number<std::uint32_t>(word.substr(0, mark)).has_value();
}

/// A job that is over, or that nobody remembers, is as good as cancelled.
bool is_over(Errc code) { return code == Errc::invalid_job_id || code == Errc::job_already_done; }

}  // namespace

bool ScancelOptions::has_filter() const {
    return request.users_size() + request.names_size() + request.partitions_size() + request.accounts_size() +
               request.states_size() + request.nodes_size() >
           0;
}

Result<void> add_targets(wire::CancelRequest& request, std::span<const std::string> words) {
    for (const auto& word : words) {
        const auto id = parse_job_or_step(word);
        if (!id && !names_part(word))
            return fail(Errc::invalid_job_id, fmt::format("Invalid job id {}", word));
        auto& target = *request.add_targets();
        target.set_job(id ? id->job.value() : kNoJob);
        if (id && id->step) target.set_step(id->step->value());
    }
    return {};
}

std::string target_text(const wire::CancelTarget& target) {
    if (!target.has_step()) return std::to_string(target.job());
    return to_string(StepId{JobId{target.job()}, StepNumber{target.step()}});
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
