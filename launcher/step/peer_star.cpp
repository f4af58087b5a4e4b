// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/peer_star.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "scheduler/wire/dial.hpp"

namespace sluice::step {
namespace {

wire::Message hello_message(std::uint32_t position) {
    wire::Message message;
    message.mutable_step_hello()->set_node_position(position);
    return message;
}

}  // namespace

PeerStar::PeerStar(asio::any_io_executor executor, std::uint32_t position, std::uint32_t nodes,
                   std::string key)
    : executor_{std::move(executor)},
      position_{position},
      size_{nodes},
      trust_{wire::TcpTrust::with_key(std::move(key))} {}

Result<std::uint16_t> PeerStar::listen() {
    if (!is_hub() || size_ == 1) return std::uint16_t{0};
    auto listener = wire::TcpListener::open(executor_, "", 0, trust_);
    if (!listener) return tl::unexpected{listener.error()};
    listener_ = std::move(*listener);
    auto on_connection = [this](wire::ConnectionPtr connection) {
        asio::co_spawn(executor_, serve_node(std::move(connection)), asio::detached);
    };
    asio::co_spawn(executor_, listener_->serve(on_connection), asio::detached);
    return listener_->port();
}

asio::awaitable<Result<void>> PeerStar::join(ClientEndpoint hub) {
    if (is_hub()) co_return Result<void>{};
    auto dialled = co_await wire::dial_tcp(hub.host, hub.port, trust_);
    if (!dialled) co_return tl::unexpected{dialled.error()};
    hub_ = std::move(*dialled);
    hub_->send(hello_message(position_));
    asio::co_spawn(executor_, serve_hub(), asio::detached);
    co_return Result<void>{};
}

void PeerStar::to_hub(const wire::Message& message) {
    if (hub_) hub_->send(message);
}

void PeerStar::to_node(std::uint32_t position, const wire::Message& message) {
    if (const auto found = nodes_.find(position); found != nodes_.end()) found->second->send(message);
}

asio::awaitable<void> PeerStar::serve_node(wire::ConnectionPtr connection) {
    auto greeting = co_await connection->receive();
    if (!greeting || !greeting->message.has_step_hello()) co_return connection->close();
    const auto position = greeting->message.step_hello().node_position();
    nodes_[position] = connection;
    for (;;) {
        auto received = co_await connection->receive();
        if (!received) co_return;  // a node that is done hangs up; one that is lost, srun notices
        handlers_.on_message(position, received->message);
    }
}

asio::awaitable<void> PeerStar::serve_hub() {
    const auto hub = hub_;
    for (;;) {
        auto received = co_await hub->receive();
        if (!received) break;
        handlers_.on_message(0, received->message);
    }
    handlers_.on_hub_lost();
}

void PeerStar::close() {
    if (listener_) listener_->close();
    if (hub_) hub_->close();
    for (const auto& [position, connection] : nodes_) connection->close();
}

}  // namespace sluice::step
