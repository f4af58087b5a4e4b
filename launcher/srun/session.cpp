// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <csignal>
#include <cstdlib>

namespace sluice::srun {

Session::Session(asio::io_context& io, const ClusterConfig& config, Order order)
    : config_{config},
      order_{std::move(order)},
      signals_{io, SIGINT, SIGTERM, SIGQUIT},
      controller_{io.get_executor(), config} {
    for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGWINCH}) signals_.add(signal);
}

asio::awaitable<int> Session::run() {
    asio::co_spawn(signals_.get_executor(), controller_.run(), asio::detached);
    asio::co_spawn(signals_.get_executor(), watch_signals(), asio::detached);
    if (order_.request.test_only) co_return co_await test_only(controller_, order_);
    if (order_.request.inside_job) co_return co_await run_step(*order_.request.inside_job);
    co_return co_await run_in_own_job();
}

asio::awaitable<int> Session::run_in_own_job() {
    allocation_ = std::make_unique<Allocation>(signals_.get_executor(), controller_, order_);
    const auto job = co_await allocation_->obtain();
    if (!job) {
        say_error(job.error().detail);
        co_return EXIT_FAILURE;
    }
    if (!job->shares.empty()) order_.first_node = job->shares.front().node;
    const int status = co_await run_step(job->id);
    if (status == EXIT_SUCCESS) co_await allocation_->hand_back();
    else co_await allocation_->release(status);
    co_return status;
}

asio::awaitable<int> Session::run_step(JobId job) {
    step_ = std::make_unique<StepRun>(signals_.get_executor(), controller_, config_, order_);
    co_return co_await step_->run(job);
}

asio::awaitable<void> Session::watch_signals() {
    for (;;) {
        boost::system::error_code ec;
        const int signal = co_await signals_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return;
        if (signal == SIGWINCH) {
            if (step_) step_->on_resize();
        } else if (step_) {
            step_->on_signal(signal);
        } else if (allocation_) {
            allocation_->revoke();
        } else {
            std::_Exit(EXIT_FAILURE);
        }
    }
}

}  // namespace sluice::srun
