// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/node_links.hpp"

#include <algorithm>

namespace sluice::controller {

NodeLinks::NodeLinks(boost::asio::io_context& io, Duration timeout, std::function<void(const std::string&)> on_lost)
    : io_{io}, timeout_{timeout}, on_lost_{std::move(on_lost)} {}

Duration NodeLinks::heartbeat() const { return std::max(Duration{1}, timeout_ / 4); }

/// Silence for the whole timeout ends a connection that still looks open, and gives up a node without one.
void NodeLinks::start_clock(const std::string& node, Link& link) {
    if (!link.deadline) link.deadline = std::make_unique<boost::asio::steady_timer>(io_);
    link.deadline->expires_after(timeout_);
    link.deadline->async_wait([this, node](const boost::system::error_code& ec) {
        if (ec) return;
        auto& silent = links_[node];
        if (silent.connection) silent.connection->close();  // its reader then calls detach()
        else on_lost_(node);
    });
}

void NodeLinks::attach(const std::string& node, wire::ConnectionPtr connection) {
    auto& link = links_[node];
    if (link.connection && link.connection != connection) link.connection->close();
    link.connection = std::move(connection);
    start_clock(node, link);
}

bool NodeLinks::detach(const std::string& node, const wire::ConnectionPtr& connection) {
    const auto found = links_.find(node);
    if (found == links_.end() || found->second.connection != connection) return false;
    found->second.connection.reset();
    start_clock(node, found->second);
    return true;
}

void NodeLinks::expect(const std::string& node) { start_clock(node, links_[node]); }

void NodeLinks::heard_from(const std::string& node) {
    const auto found = links_.find(node);
    if (found != links_.end() && found->second.connection) start_clock(node, found->second);
}

void NodeLinks::send(const std::string& node, const wire::Message& message) {
    const auto found = links_.find(node);
    if (found != links_.end() && found->second.connection) found->second.connection->send(message);
}

void NodeLinks::send_all(const wire::Message& message) {
    for (auto& [node, link] : links_) {
        if (link.connection) link.connection->send(message);
    }
}

std::size_t NodeLinks::connected() const {
    return static_cast<std::size_t>(std::ranges::count_if(links_, [](const auto& l) { return l.second.connection != nullptr; }));
}

bool NodeLinks::is_connected(const std::string& node) const {
    const auto found = links_.find(node);
    return found != links_.end() && found->second.connection;
}

}  // namespace sluice::controller
