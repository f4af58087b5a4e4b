// SPDX-License-Identifier: Apache-2.0
//
// scontrol hold, release, requeue, requeuehold, suspend, resume, top: one order for each job named.
#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/scontrol.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::commands {
namespace {

std::vector<std::string> words_in(Arguments arguments) {
    std::vector<std::string> words;
    for (const auto& argument : arguments) {
        for (auto& word : split_jobs(argument)) words.push_back(std::move(word));
    }
    return words;
}

Result<void> order(Scontrol& scontrol, const std::string& word, wire::JobAction action) {
    const auto target = read_job(word);
    if (!target) return fail(Errc::invalid_job_id);
    wire::Message request;
    request.mutable_update_job()->set_job(target->job.value());
    wire::encode_tasks(target->tasks, request.mutable_update_job()->mutable_array_tasks());
    request.mutable_update_job()->set_action(action);
    const auto reply = scontrol.ask(request);
    if (!reply) return tl::unexpected{reply.error()};
    return {};
}

/// A job that does not wait any more cannot be moved among those that do.
std::string_view words_about(wire::JobAction action, const Error& error) {
    const bool moved_late = action == wire::JOB_ACTION_TOP && error.code == Errc::job_already_done;
    return moved_late ? "Job is no longer pending execution" : change_words_of(error);
}

/// Every job is tried; `call` begins a second line about each that failed, unless it is empty. A controller that is away ends it at once.
int order_all(Scontrol& scontrol, Arguments arguments, wire::JobAction action, std::string_view call) {
    int code = EXIT_SUCCESS;
    for (const auto& word : words_in(arguments)) {
        const auto done = order(scontrol, word, action);
        if (done) continue;
        if (is_unreachable(done.error())) return report(call.empty() ? "slurm_requeue error" : call, done.error());
        code = report_job(word, done.error(), words_about(action, done.error()));
        if (!call.empty()) fmt::print(stderr, "{}: {}\n", call, change_words_of(done.error()));
    }
    return code;
}

}  // namespace

int hold_jobs(Scontrol& scontrol, Arguments arguments) {
    return order_all(scontrol, arguments, wire::JOB_ACTION_HOLD, "slurm_suspend error");
}
int release_jobs(Scontrol& scontrol, Arguments arguments) {
    return order_all(scontrol, arguments, wire::JOB_ACTION_RELEASE, "slurm_suspend error");
}
int requeue_jobs(Scontrol& scontrol, Arguments arguments) {
    return order_all(scontrol, arguments, wire::JOB_ACTION_REQUEUE, "");
}
int requeue_and_hold_jobs(Scontrol& scontrol, Arguments arguments) {
    return order_all(scontrol, arguments, wire::JOB_ACTION_REQUEUE_HOLD, "");
}
int top_jobs(Scontrol& scontrol, Arguments arguments) {
    return order_all(scontrol, arguments, wire::JOB_ACTION_TOP, "");
}

int suspend_jobs(Scontrol& scontrol, Arguments arguments) {
    return order_all(scontrol, arguments, wire::JOB_ACTION_SUSPEND, "slurm_suspend error");
}
int resume_jobs(Scontrol& scontrol, Arguments arguments) {
    return order_all(scontrol, arguments, wire::JOB_ACTION_RESUME, "slurm_suspend error");
}

}  // namespace sluice::commands
