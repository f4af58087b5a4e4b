// SPDX-License-Identifier: Apache-2.0
//
// What only a job's user and administrators may do: read its script, write a line into its output.
#include <algorithm>

#include "scheduler/controller/controller.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::controller {
namespace {

using M = wire::Message;

bool owns(const engine::Actor& who, const Job& job) { return who.administrator || who.user == job.spec.user; }

/// Why nobody reads now what is written to the job.
Errc silence(const Job& job) {
    if (job.state == JobState::pending) return Errc::job_pending;
    return is_final(job.state) ? Errc::job_already_done : Errc::none;
}

}  // namespace

/// Into the output of its script, or else, through its first step, to the srun that waits for it.
void Controller::on_notify_job(const Inquiry& inquiry) {
    const auto& request = inquiry.message.notify_job();
    const auto* entry = cycle_.state().find(JobId{request.job()});
    if (entry == nullptr) return refuse(inquiry, {Errc::invalid_job_id, {}});
    if (!owns(inquiry.actor(), entry->job)) return refuse(inquiry, {Errc::permission_denied, {}});
    if (const auto code = silence(entry->job); code != Errc::none) return refuse(inquiry, {code, {}});
    const auto& steps = entry->steps;
    const auto batch = steps.find(kBatchStep);
    const auto step = batch != steps.end() ? batch
                                           : std::ranges::find_if(steps, [](const auto& s) { return !s.second.ended; });
    if (step != steps.end() && !step->second.shares.empty()) {
        M message;
        auto& order = *message.mutable_signal();
        *order.mutable_ref() = wire::step_ref(step->second.id(), step->second.attempt);
        order.set_message(request.text());
        nodes_.send(step->second.shares.front().node, message);
    }
    reply(inquiry, StepId{});
}

/// Once it is in the store; also of jobs that have ended, as long as they are remembered.
void Controller::on_script_query(const Inquiry& inquiry) {
    const auto* entry = cycle_.state().find(JobId{inquiry.message.script_query().job()});
    if (entry == nullptr) return refuse(inquiry, {Errc::invalid_job_id, {}});
    if (!owns(inquiry.actor(), entry->job)) return refuse(inquiry, {Errc::permission_denied, {}});
    if (entry->job.spec.kind != JobKind::batch) return refuse(inquiry, {Errc::batch_only, {}});
    cycle_.then([this, inquiry, key = entry->job.spec.batch.script_key] {
        auto script = payloads_.read(key);
        if (!script) return refuse(inquiry, script.error());
        M message;
        message.set_id(inquiry.message.id());
        message.mutable_script()->set_script(std::move(*script));
        inquiry.connection->send(message);
    });
}

}  // namespace sluice::controller
