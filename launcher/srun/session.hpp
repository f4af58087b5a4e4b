// SPDX-License-Identifier: Apache-2.0
//
// One call of srun: inside a job it is one step, otherwise a job of its own with one step.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>

#include "launcher/srun/allocation.hpp"
#include "launcher/srun/step_run.hpp"

namespace sluice::srun {

class Session {
  public:
    /// `config` must outlive the session.
    Session(asio::io_context& io, const ClusterConfig& config, Order order);

    /// Returns srun's exit code.
    asio::awaitable<int> run();

  private:
    asio::awaitable<int> run_in_own_job();
    asio::awaitable<int> run_step(JobId job);
    asio::awaitable<void> watch_signals();

    const ClusterConfig& config_;
    Order order_;
    asio::signal_set signals_;
    ControllerLine controller_;
    std::unique_ptr<Allocation> allocation_;  // while it is waited for or held
    std::unique_ptr<StepRun> step_;
};

}  // namespace sluice::srun
