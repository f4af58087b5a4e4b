// SPDX-License-Identifier: Apache-2.0
//
// The shepherd's line to its node daemon. The daemon may be restarted at any time: the line is dialled again
// and the greeting repeated. The step does not depend on it.
#pragma once

#include <functional>
#include <string>

#include "launcher/spool/step_key.hpp"
#include "scheduler/wire/connection.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::step {

namespace asio = boost::asio;

class DaemonLink {
  public:
    using OnSignal = std::function<void(const wire::SignalOrder&)>;
    DaemonLink(StepKey key, std::string socket, OnSignal on_signal)
        : key_{key}, socket_{std::move(socket)}, on_signal_{std::move(on_signal)} {}

    /// Dials, greets and passes orders on; for ever.
    asio::awaitable<void> run();

    /// Hands over how the step ended. If the daemon is away it finds the result in the spool.
    asio::awaitable<void> report(wire::StepEnded result);

  private:
    asio::awaitable<void> converse();

    StepKey key_;
    std::string socket_;
    OnSignal on_signal_;
    wire::ConnectionPtr connection_;
};

}  // namespace sluice::step
