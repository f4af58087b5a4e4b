// SPDX-License-Identifier: Apache-2.0
//
// The connections of the node daemons. A node has at most one: a new registration replaces the old. Orders
// go only over the connection that registered last, so no order of an older session can arrive late.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "scheduler/model/time.hpp"
#include "scheduler/wire/connection.hpp"

namespace sluice::controller {

class NodeLinks {
  public:
    /// `on_lost` is called when a node has been without a connection for `timeout`.
    NodeLinks(boost::asio::io_context& io, Duration timeout, std::function<void(const std::string&)> on_lost);

    /// How often both sides say that they live.
    [[nodiscard]] Duration heartbeat() const;

    void attach(const std::string& node, wire::ConnectionPtr connection);
    /// True when this connection was the node's present one; its time to come back begins.
    bool detach(const std::string& node, const wire::ConnectionPtr& connection);
    /// Starts the clock for a node that is expected but not connected, as after a controller's restart.
    void expect(const std::string& node);
    void heard_from(const std::string& node);

    /// Sends to the node, if it is connected; what is lost here is sent again when the node registers.
    void send(const std::string& node, const wire::Message& message);
    void send_all(const wire::Message& message);
    [[nodiscard]] std::size_t connected() const;
    [[nodiscard]] bool is_connected(const std::string& node) const;

  private:
    struct Link {
        wire::ConnectionPtr connection;
        std::unique_ptr<boost::asio::steady_timer> deadline;
    };
    void start_clock(const std::string& node, Link& link);

    boost::asio::io_context& io_;
    Duration timeout_;
    std::function<void(const std::string&)> on_lost_;
    std::map<std::string, Link> links_;
};

}  // namespace sluice::controller
