// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/holder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <csignal>
#include <cstdlib>

#include "scheduler/submit/job_variables.hpp"
#include "scheduler/submit/limits.hpp"

namespace sluice::srun {

namespace {

constexpr auto kSalloc = submit::Command::salloc;

submit::Environment as_map(const std::vector<std::string>& assignments) {
    submit::Environment map;
    for (const auto& text : assignments) {
        const auto equals = text.find('=');
        if (equals != std::string::npos) map.insert_or_assign(text.substr(0, equals), text.substr(equals + 1));
    }
    return map;
}

}  // namespace

Holder::Holder(asio::io_context& io, const ClusterConfig& config, Order order)
    : order_{std::move(order)},
      cluster_{config.name},
      signals_{io, SIGINT, SIGTERM, SIGCHLD},
      controller_{io.get_executor(), config} {
    for (const int signal : {SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM}) signals_.add(signal);
}

asio::awaitable<int> Holder::run() {
    asio::co_spawn(signals_.get_executor(), controller_.run(), asio::detached);
    asio::co_spawn(signals_.get_executor(), watch_signals(), asio::detached);
    allocation_ = std::make_unique<Allocation>(signals_.get_executor(), controller_, order_);
    const auto job = co_await allocation_->obtain();
    if (!job) {
        say_error(job.error().detail, kSalloc);
        co_return EXIT_FAILURE;
    }
    tell(fmt::format("Granted job allocation {}", job->id.value()));
    if (order_.request.no_shell) {
        allocation_->leave();
        co_return EXIT_SUCCESS;
    }
    const int status = co_await run_command(*job);
    if (allocation_->ended()) co_return status;
    tell(fmt::format("Relinquishing job allocation {}", job->id.value()));
    co_await allocation_->release(status);
    co_return status;
}

/// The job may end before the command does, which is then told so.
asio::awaitable<int> Holder::run_command(const Job& job) {
    auto started = LocalCommand::start(order_.request.operands, variables(job));
    if (!started) {
        say_error(started.error().detail, kSalloc);
        co_return EXIT_FAILURE;
    }
    command_ = *started;
    bool told = false;
    while (!(status_ = command_->look())) {
        co_await allocation_->bell().heard_by(wire::Clock::time_point::max());
        if (told || !allocation_->ended()) continue;
        told = true;
        tell_revoked(*allocation_->ended());
    }
    co_return *status_;
}

void Holder::tell_revoked(JobState state) {
    const auto id = allocation_->id().value();
    if (state == JobState::timeout) {
        tell(fmt::format("Job {} has exceeded its time limit and its allocation has been revoked.", id));
    } else {
        tell(fmt::format("Job allocation {} has been revoked.", id));
    }
    const auto asked = order_.request.kill_command;
    if (asked) command_->signal(*asked);
    else if (command_->interactive()) command_->signal(SIGHUP);
}

/// What the command finds in its environment.
std::vector<std::string> Holder::variables(const Job& job) const {
    auto variables = as_map(order_.environment);
    variables["SLURM_CLUSTER_NAME"] = cluster_;
    submit::add_job_variables(variables, job);
    submit::add_request_variables(variables, job);
    std::vector<std::string> list;
    for (const auto& [name, value] : variables) {
        if (!name.starts_with(submit::kLimitPrefix)) list.push_back(name + "=" + value);
    }
    return list;
}

asio::awaitable<void> Holder::watch_signals() {
    for (;;) {
        boost::system::error_code ec;
        const int signal = co_await signals_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return;
        on_signal(signal);
    }
}

void Holder::on_signal(int signal) {
    if (signal == SIGCHLD) {
        if (allocation_) allocation_->bell().ring();
    } else if (command_) {
        // What the keys of a terminal send goes to the command's group anyway.
        const bool by_key = signal == SIGINT || signal == SIGQUIT;
        if (!status_ && !(by_key && command_->interactive())) command_->signal(signal);
    } else if (allocation_) {
        allocation_->revoke();
    } else {
        std::_Exit(EXIT_FAILURE);
    }
}

void Holder::tell(std::string_view line) const {
    if (!order_.request.quiet) say(fmt::format("salloc: {}", line));
}

}  // namespace sluice::srun
