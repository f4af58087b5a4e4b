// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/stage.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "scheduler/wire/codec.hpp"

namespace sluice::srun {
namespace {

constexpr std::size_t kKeyBytes = 32;

}  // namespace

Result<std::unique_ptr<Stage>> Stage::open(asio::any_io_executor executor, const std::string& address,
                                           std::string reached_as, Handlers handlers) {
    ClientEndpoint endpoint{std::move(reached_as), 0, wire::random_bytes(kKeyBytes)};
    auto listener = wire::TcpListener::open(executor, address, 0, wire::TcpTrust::with_key(endpoint.key));
    if (!listener) return tl::unexpected{listener.error()};
    endpoint.port = listener->port();
    return std::unique_ptr<Stage>{
        new Stage{std::move(executor), std::move(*listener), std::move(endpoint), std::move(handlers)}};
}

Stage::Stage(asio::any_io_executor executor, wire::TcpListener listener, ClientEndpoint endpoint, Handlers handlers)
    : executor_{std::move(executor)},
      listener_{std::move(listener)},
      endpoint_{std::move(endpoint)},
      handlers_{std::move(handlers)} {
    auto on_connection = [this](wire::ConnectionPtr connection) {
        asio::co_spawn(executor_, serve(std::move(connection)), asio::detached);
    };
    asio::co_spawn(executor_, listener_.serve(on_connection), asio::detached);
}

asio::awaitable<void> Stage::serve(wire::ConnectionPtr connection) {
    auto greeting = co_await connection->receive();
    if (greeting && greeting->message.has_step_attach() && !closed_) {
        co_return handlers_.on_attach(connection, greeting->message.step_attach().input());
    }
    if (!greeting || !greeting->message.has_step_hello() || closed_) co_return connection->close();
    const auto& hello = greeting->message.step_hello();
    const auto position = hello.node_position();
    if (hello.failed()) {
        fail(position, hello.detail());
        co_return connection->close();
    }
    shepherds_.insert_or_assign(position, Shepherd{connection, hello});
    begin_if_complete();
    co_await converse(position, connection);
}

asio::awaitable<void> Stage::converse(std::uint32_t position, wire::ConnectionPtr connection) {
    for (;;) {
        auto received = co_await connection->receive();
        if (closed_) co_return;
        if (!received) {
            if (over_.insert(position).second) handlers_.on_lost(position);
            co_return;
        }
        const auto& message = received->message;
        if (message.has_step_hello() && message.step_hello().failed()) {
            fail(position, message.step_hello().detail());
            continue;
        }
        if (message.has_step_done()) {
            over_.insert(position);
            connection->close();
        }
        handlers_.on_message(position, message);
    }
}

void Stage::fail(std::uint32_t position, const std::string& why) {
    if (over_.insert(position).second) handlers_.on_failed(position, why);
}

std::vector<std::uint32_t> Stage::missing() const {
    std::vector<std::uint32_t> positions;
    for (std::uint32_t position = 0; position < expected_; ++position) {
        if (!shepherds_.contains(position)) positions.push_back(position);
    }
    return positions;
}

void Stage::expect(std::uint32_t shepherds) {
    expected_ = shepherds;
    begin_if_complete();
}

void Stage::begin_if_complete() {
    if (complete_ || expected_ == 0 || shepherds_.size() < expected_) return;
    complete_ = true;
    asio::co_spawn(executor_, begin(), asio::detached);
}

asio::awaitable<void> Stage::begin() {
    if (handlers_.before_begin) co_await handlers_.before_begin();
    if (closed_) co_return;
    begun_ = true;
    wire::Message message;
    for (const auto& [position, shepherd] : shepherds_) {
        auto& entry = *message.mutable_step_roster()->add_shepherds();
        entry.set_host(shepherd.hello.host());
        entry.set_port(shepherd.hello.port());
    }
    tell_all(message);
    handlers_.on_begun();
}

void Stage::tell_all(const wire::Message& message) {
    for (const auto& [position, shepherd] : shepherds_) shepherd.connection->send(message);
}

asio::awaitable<void> Stage::tell_all_slowly(const wire::Message& message) {
    constexpr std::size_t kEnough = 1u << 20;
    tell_all(message);
    std::vector<wire::ConnectionPtr> connections;
    for (const auto& [position, shepherd] : shepherds_) connections.push_back(shepherd.connection);
    for (const auto& connection : connections) {
        if (connection->queued_bytes() > kEnough) co_await connection->drained();
    }
}

void Stage::close() {
    closed_ = true;
    listener_.close();
    for (const auto& [position, shepherd] : shepherds_) shepherd.connection->close();
}

}  // namespace sluice::srun
