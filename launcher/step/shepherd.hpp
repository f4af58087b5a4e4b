// SPDX-License-Identifier: Apache-2.0
//
// The life of one step on one node: start the tasks, see them end, leave no process behind, write down how it
// was. The daemon and the controller may come and go meanwhile.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>

#include "launcher/spool/step_spool.hpp"
#include "launcher/step/body.hpp"
#include "launcher/step/daemon_link.hpp"

namespace sluice::step {

class Shepherd {
  public:
    Shepherd(asio::io_context& io, StepSpool spool, StepOrder order, TaskUser user);

    /// Returns when the step is over and its result is in the spool.
    asio::awaitable<void> run();

  private:
    asio::awaitable<void> watch_signals();
    void obey(const wire::SignalOrder& order);
    void tell_of_memory();
    [[nodiscard]] wire::StepEnded result(const Result<void>& started, bool clean) const;

    StepSpool spool_;
    StepOrder order_;
    TaskUser user_;
    asio::signal_set signals_;
    Containment containment_;
    Tasks tasks_;
    Ending ending_;
    TaskLauncher launcher_;
    DaemonLink daemon_;
    std::unique_ptr<Body> body_;
};

/// What a step that never started its tasks reports.
void describe_failure(const Error& error, wire::StepEnded& result);

}  // namespace sluice::step
