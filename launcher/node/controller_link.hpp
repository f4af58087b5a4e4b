// SPDX-License-Identifier: Apache-2.0
//
// The daemon's line to the controller. The daemon dials; when the line breaks it says so once, tries again
// with growing pauses, and registers anew. Nothing that runs here depends on it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <optional>

#include "launcher/node/backoff.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/wire/dial.hpp"

namespace sluice::node {

namespace asio = boost::asio;

class ControllerLink {
  public:
    struct Handlers {
        std::function<wire::RegisterNode()> registration;
        std::function<void()> on_registered;
        std::function<void(const wire::Message&)> on_order;
    };
    ControllerLink(const ClusterConfig& config, Handlers handlers);

    /// Keeps the line up; for ever.
    asio::awaitable<void> run();
    /// Dropped while there is no line: what must arrive is repeated by whoever sends it.
    void send(const wire::Message& message);
    [[nodiscard]] bool is_up() const { return registered_; }
    /// Returns when what was sent has left, or after a second.
    asio::awaitable<void> drained();

  private:
    using Clock = std::chrono::steady_clock;

    asio::awaitable<Result<void>> connect();
    asio::awaitable<Result<void>> register_node();
    asio::awaitable<Result<void>> obey();
    asio::awaitable<void> beat(wire::ConnectionPtr connection);
    void report_trouble(const Error& error);

    const ClusterConfig& config_;
    Handlers handlers_;
    std::optional<wire::TcpTrust> trust_;
    wire::ConnectionPtr connection_;
    bool registered_ = false;
    std::chrono::seconds heartbeat_{10};
    Clock::time_point last_heard_;
    Backoff backoff_;
    std::string last_trouble_;
};

}  // namespace sluice::node
