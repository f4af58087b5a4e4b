// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/step_ticket.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/wire/codec.hpp"

namespace sluice::srun {

using namespace std::chrono_literals;
using wire::Clock;

namespace {

constexpr auto kQueueNoticeAfter = 250ms;
constexpr auto kSettleTime = 1s;

wire::Message create_request(JobId job, const StepSpec& spec, const std::vector<std::string>& environment) {
    wire::Message message;
    auto& request = *message.mutable_create_step();
    request.set_job(job.value());
    wire::encode(spec, request.mutable_spec());
    for (const auto& variable : environment) request.add_environment(variable);
    return message;
}

wire::Message watch_request(const Step& step) {
    wire::Message message;
    message.mutable_watch_step()->set_job(step.job.value());
    message.mutable_watch_step()->set_step(step.number.value());
    return message;
}

bool is_ended_script(const Job& job) {
    const bool ended = is_final(job.state) && job.state != JobState::completed && job.state != JobState::failed;
    return ended && job.spec.kind == JobKind::batch;
}

}  // namespace

asio::awaitable<Result<Step>> StepTicket::obtain(JobId job, const StepSpec& spec) {
    job_ = job;
    watch_ = controller_.watch(create_request(job, spec, order_.environment),
                               [this](const wire::Message& message) { on_news(message); });
    co_await wait_in_line();
    if (step_ && step_->state == JobState::running) co_return *step_;
    if (refusal_) co_return tl::unexpected{*refusal_};
    if (cancelled_) co_return fail(Errc::job_already_done, "cancelled");
    if (step_) co_return fail(Errc::job_already_done, step_->failure);
    co_return tl::unexpected{controller_.trouble()};
}

bool StepTicket::waiting() const {
    const bool pending = !step_ || step_->state == JobState::pending;
    return pending && !refusal_ && !cancelled_ && controller_.down_for() < ControllerLine::kPatience;
}

asio::awaitable<void> StepTicket::wait_in_line() {
    auto notice_at = order_.request.quiet ? Clock::time_point::max() : Clock::now() + kQueueNoticeAfter;
    bool noticed = false;
    while (waiting()) {
        co_await bell_.heard_within(100ms);
        if (!step_ || !waiting() || Clock::now() < notice_at) continue;
        say(fmt::format("srun: Job {} step creation temporarily disabled, retrying (Requested nodes are busy)",
                        job_.value()));
        notice_at = Clock::time_point::max();
        noticed = true;
    }
    if (noticed && step_ && step_->state == JobState::running) {
        say(fmt::format("srun: Step created for StepId={}", to_string(step_->id())));
    }
}

void StepTicket::on_news(const wire::Message& message) {
    if (auto error = wire::error_of(message)) {
        refusal_ = std::move(*error);
    } else if (message.has_step_news()) {
        const bool is_first = !step_;
        step_ = wire::decode(message.step_news().step());
        script_was_ended_ = is_ended_script(wire::decode(message.step_news().job()));
        if (is_first) controller_.renew(watch_, watch_request(*step_));
    }
    bell_.ring();
}

void StepTicket::cancel() {
    cancelled_ = true;
    bell_.ring();
    if (!step_) return;
    wire::Message message;
    auto& target = *message.mutable_cancel()->add_targets();
    target.set_job(job_.value());
    target.set_step(step_->number.value());
    controller_.watch(std::move(message), [](const wire::Message&) {});
}

bool StepTicket::has_ended() const {
    if (refusal_) return true;
    return step_ && is_final(step_->state) && std::ranges::all_of(step_->shares, &StepShare::ended);
}

asio::awaitable<void> StepTicket::settled() {
    const auto deadline = Clock::now() + kSettleTime;
    co_await bell_.until([this] { return has_ended() || !controller_.is_up(); }, deadline);
}

}  // namespace sluice::srun
