// SPDX-License-Identifier: Apache-2.0
//
// The node daemon: passes the controller's orders to the shepherds and their news back. It holds nothing that
// a restarted daemon could not find again.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <string>

#include "launcher/node/controller_link.hpp"
#include "launcher/node/steps.hpp"
#include "scheduler/wire/listener.hpp"

namespace sluice::node {

struct DaemonOptions {
    std::string config_path;
    std::string node;
};

class Daemon {
  public:
    /// `config` must outlive the daemon. The folders exist already.
    Daemon(asio::io_context& io, const ClusterConfig& config, const DaemonOptions& options);

    /// Begins to listen and to dial; io.run() then does the work. Error: another daemon serves this node.
    Result<void> start();

  private:
    asio::awaitable<void> watch_signals();
    asio::awaitable<void> tick();
    asio::awaitable<void> serve_shepherd(wire::ConnectionPtr connection);
    asio::awaitable<void> shut_down();
    [[nodiscard]] wire::RegisterNode registration() const;
    void obey(const wire::Message& order);
    void stop();

    asio::io_context& io_;
    std::string node_;
    NodePaths paths_;
    Hardware hardware_;
    std::int64_t started_;
    asio::signal_set signals_;
    ControllerLink controller_;
    Steps steps_;
    std::optional<wire::UnixListener> listener_;
};

}  // namespace sluice::node
