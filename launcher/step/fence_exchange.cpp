// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/fence_exchange.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

namespace sluice::step {
namespace {

wire::Message hello_message(std::uint32_t position) {
    wire::Message message;
    message.mutable_step_hello()->set_node_position(position);
    return message;
}

wire::Message data_message(const pmix::FenceId& id, std::uint32_t position, std::string data) {
    wire::Message message;
    auto& fence = *message.mutable_fence_data();
    fence.set_collective(id.participants);
    fence.set_sequence(id.sequence);
    fence.set_node_position(position);
    fence.set_data(std::move(data));
    return message;
}

wire::Message result_message(const pmix::FenceId& id, const std::string& data) {
    wire::Message message;
    auto& fence = *message.mutable_fence_result();
    fence.set_collective(id.participants);
    fence.set_sequence(id.sequence);
    fence.set_data(data);
    return message;
}

}  // namespace

FenceExchange::FenceExchange(asio::any_io_executor executor, pmix::StepLayout layout, std::string key,
                             Handlers handlers)
    : executor_{std::move(executor)},
      layout_{std::move(layout)},
      trust_{wire::TcpTrust::with_key(std::move(key))},
      handlers_{std::move(handlers)},
      board_{layout_} {}

FenceExchange::~FenceExchange() { close(); }

Result<std::uint16_t> FenceExchange::listen() {
    if (!is_hub() || layout_.nodes.size() == 1) return std::uint16_t{0};
    auto listener = wire::TcpListener::open(executor_, "", 0, trust_);
    if (!listener) return tl::unexpected{listener.error()};
    listener_ = std::move(*listener);
    auto on_connection = [this](wire::ConnectionPtr connection) {
        asio::co_spawn(executor_, serve_node(std::move(connection)), asio::detached);
    };
    asio::co_spawn(executor_, listener_->serve(on_connection), asio::detached);
    return listener_->port();
}

asio::awaitable<Result<void>> FenceExchange::join(ClientEndpoint hub) {
    if (is_hub()) co_return Result<void>{};
    auto dialled = co_await wire::dial_tcp(hub.host, hub.port, trust_);
    if (!dialled) co_return tl::unexpected{dialled.error()};
    hub_ = std::move(*dialled);
    hub_->send(hello_message(layout_.position));
    asio::co_spawn(executor_, serve_hub(), asio::detached);
    co_return Result<void>{};
}

void FenceExchange::contribute(const pmix::FenceId& id, std::string data) {
    if (is_hub()) return collect(id, 0, std::move(data));
    waiting_.insert(id);
    if (!hub_ || !hub_->is_open()) return fail_waiting();
    hub_->send(data_message(id, layout_.position, std::move(data)));
}

void FenceExchange::fail_waiting() {
    for (const auto& id : std::exchange(waiting_, {})) handlers_.on_failed(id);
}

void FenceExchange::collect(const pmix::FenceId& id, std::uint32_t position, std::string data) {
    auto complete = board_.add(id, position, std::move(data));
    if (!complete) return;
    const auto result = result_message(id, complete->data);
    for (const auto node : complete->nodes) {
        if (const auto found = nodes_.find(node); found != nodes_.end()) found->second->send(result);
    }
    handlers_.on_complete(id, std::move(complete->data));
}

asio::awaitable<void> FenceExchange::serve_node(wire::ConnectionPtr connection) {
    auto greeting = co_await connection->receive();
    if (!greeting || !greeting->message.has_step_hello()) co_return connection->close();
    const auto position = greeting->message.step_hello().node_position();
    nodes_[position] = connection;
    for (;;) {
        auto received = co_await connection->receive();
        if (!received) co_return;  // a node that is done hangs up; one that is lost, srun notices
        if (!received->message.has_fence_data()) continue;
        auto& fence = *received->message.mutable_fence_data();
        collect({fence.collective(), fence.sequence()}, position, std::move(*fence.mutable_data()));
    }
}

asio::awaitable<void> FenceExchange::serve_hub() {
    const auto hub = hub_;
    for (;;) {
        auto received = co_await hub->receive();
        if (!received) break;
        if (!received->message.has_fence_result()) continue;
        auto& fence = *received->message.mutable_fence_result();
        const pmix::FenceId id{fence.collective(), fence.sequence()};
        waiting_.erase(id);
        handlers_.on_complete(id, std::move(*fence.mutable_data()));
    }
    fail_waiting();
}

void FenceExchange::close() {
    if (listener_) listener_->close();
    if (hub_) hub_->close();
    for (const auto& [position, connection] : nodes_) connection->close();
}

}  // namespace sluice::step
