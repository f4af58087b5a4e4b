// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/allocation.hpp"

#include <fmt/format.h>

#include "scheduler/submit/stop.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::srun {

using namespace std::chrono_literals;
using wire::Clock;

namespace {

constexpr auto kQueueNoticeAfter = 250ms;
constexpr auto kReleasePatience = 5s;
constexpr auto kBellAfter = 10s;
constexpr std::size_t kSubmitKeyBytes = 16;
constexpr int kSignalled = 128;

wire::Message submit_request(const Order& order) {
    auto spec = order.request.job;
    spec.submit_key = wire::random_bytes(kSubmitKeyBytes);
    wire::Message message;
    wire::encode(spec, message.mutable_submit()->mutable_spec());
    for (const auto& variable : order.environment) message.mutable_submit()->add_environment(variable);
    return message;
}

wire::Message watch_request(JobId job, const Order& order) {
    wire::Message message;
    message.mutable_watch_job()->set_job(job.value());
    message.mutable_watch_job()->set_hold_allocation(!order.request.no_shell);
    return message;
}

}  // namespace

asio::awaitable<Result<Job>> Allocation::obtain() {
    if (auto submitted = co_await submit(); !submitted) co_return tl::unexpected{refused(submitted.error())};
    watch_ = controller_.watch(watch_request(*id_, order_), [this](const wire::Message& message) {
        if (auto error = wire::error_of(message)) refusal_ = std::move(*error);
        else if (message.has_job_news()) job_ = wire::decode(message.job_news().job());
        bell_.ring();
    });
    if (revoked_) revoke();  // the signal came before the job had a number
    co_await wait_in_line();
    if (job_ && job_->state == JobState::running) co_return *job_;
    co_return tl::unexpected{why_not()};
}

asio::awaitable<Result<void>> Allocation::submit() {
    auto reply = co_await controller_.call(submit_request(order_));
    if (!reply) co_return tl::unexpected{reply.error()};
    id_ = JobId{reply->submitted().job()};
    co_return Result<void>{};
}

bool Allocation::waiting() const {
    return !refusal_ && !revoked_ && (!job_ || job_->state == JobState::pending);
}

asio::awaitable<void> Allocation::wait_in_line() {
    const auto begin = Clock::now();
    bool noticed = false;
    while (waiting()) {
        co_await bell_.heard_within(100ms);
        const auto waited = Clock::now() - begin;
        if (order_.request.immediate && waited > *order_.request.immediate && waiting()) {
            refusal_ = Error{Errc::step_resources, {}};
            revoke();
        }
        if (noticed || !job_ || !waiting() || waited < kQueueNoticeAfter) continue;
        tell_waiting();
        noticed = true;
    }
    if (noticed && job_->state == JobState::running) {
        tell(fmt::format("job {} has been allocated resources", id_->value()));
        if (order_.request.bell && Clock::now() - begin > kBellAfter) say("\a");
    }
}

void Allocation::tell_waiting() const {
    if (order_.command == submit::Command::salloc) tell(fmt::format("Pending job allocation {}", id_->value()));
    tell(fmt::format("job {} queued and waiting for resources", id_->value()));
}

/// `salloc: line`, unless --quiet.
void Allocation::tell(std::string_view line) const {
    if (!order_.request.quiet) say(fmt::format("{}: {}", submit::to_string(order_.command), line));
}

Error Allocation::refused(const Error& error) const {
    return {error.code, submit::refusal_text(order_.command, error)};
}

Error Allocation::why_not() const {
    if (refusal_) return refused(*refusal_);
    if (revoked_) return {Errc::job_already_done, fmt::format("Job allocation {} has been revoked", id_->value())};
    say(fmt::format("{}: Force Terminated job {}", submit::to_string(order_.command), id_->value()));
    return {Errc::job_already_done, "Job has been cancelled"};
}

std::optional<JobState> Allocation::ended() const {
    if (!job_ || !is_final(job_->state)) return std::nullopt;
    return job_->state;
}

void Allocation::revoke() {
    revoked_ = true;
    bell_.ring();
    if (!id_) return;
    wire::Message message;
    message.mutable_cancel()->add_targets()->set_job(id_->value());
    controller_.watch(std::move(message), [](const wire::Message&) {});
}

asio::awaitable<void> Allocation::release(int status) {
    leave();
    ExitCode code{static_cast<std::uint32_t>(status), 0};
    if (status > kSignalled) code = {0, static_cast<std::uint32_t>(status - kSignalled)};
    (void)co_await controller_.call(finish_request(code), kReleasePatience);
}

asio::awaitable<void> Allocation::hand_back() {
    if (!controller_.is_up()) co_return co_await release(0);
    leave();
    controller_.watch(finish_request({}), [](const wire::Message&) {});
    co_await controller_.sent();
}

wire::Message Allocation::finish_request(ExitCode code) const {
    wire::Message message;
    message.mutable_finish_job()->set_job(id_->value());
    wire::encode(code, message.mutable_finish_job()->mutable_exit_code());
    return message;
}

}  // namespace sluice::srun
