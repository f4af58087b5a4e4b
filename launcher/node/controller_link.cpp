// SPDX-License-Identifier: Apache-2.0
#include "launcher/node/controller_link.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <random>

#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::node {

using namespace std::chrono_literals;

namespace {

constexpr auto kWelcomePatience = 10s;
constexpr int kMissedBeats = 3;

double chance() {
    static std::minstd_rand generator{std::random_device{}()};
    return std::uniform_real_distribution<double>{0, 1}(generator);
}

}  // namespace

ControllerLink::ControllerLink(const ClusterConfig& config, Handlers handlers)
    : config_{config}, handlers_{std::move(handlers)} {}

asio::awaitable<void> ControllerLink::run() {
    for (;;) {
        auto outcome = co_await connect();
        if (outcome) outcome = co_await register_node();
        if (outcome) outcome = co_await obey();
        registered_ = false;
        if (connection_) connection_->close();
        report_trouble(outcome.error());
        co_await wire::pause(backoff_.next(chance()));
    }
}

/// A cluster that is down must not fill the log: each new trouble is told once.
void ControllerLink::report_trouble(const Error& error) {
    const auto text = describe(error);
    if (text == last_trouble_) return;
    spdlog::warn("no line to the controller: {}; trying again", text);
    last_trouble_ = text;
}

asio::awaitable<Result<void>> ControllerLink::connect() {
    if (!trust_) {
        auto trust = wire::TcpTrust::of(config_);
        if (!trust) co_return tl::unexpected{trust.error()};
        trust_ = std::move(*trust);
    }
    auto dialled = co_await wire::dial_tcp(config_.controller.host, config_.controller.port, *trust_);
    if (!dialled) co_return tl::unexpected{dialled.error()};
    connection_ = std::move(*dialled);
    co_return Result<void>{};
}

asio::awaitable<Result<void>> ControllerLink::register_node() {
    using asio::experimental::awaitable_operators::operator||;
    wire::Message request;
    *request.mutable_register_node() = handlers_.registration();
    connection_->send(request);
    auto outcome = co_await (connection_->receive() || wire::pause(kWelcomePatience));
    if (outcome.index() == 1) co_return fail(Errc::timed_out, "the controller does not answer the registration");
    auto& received = std::get<0>(outcome);
    if (!received) co_return tl::unexpected{received.error()};
    if (auto error = wire::error_of(received->message)) co_return tl::unexpected{std::move(*error)};
    if (!received->message.has_welcome()) co_return fail(Errc::malformed_message, "no welcome from the controller");
    heartbeat_ = std::chrono::seconds{std::max<std::int64_t>(received->message.welcome().heartbeat_seconds(), 1)};
    co_return Result<void>{};
}

asio::awaitable<Result<void>> ControllerLink::obey() {
    spdlog::info("registered with the controller at {}:{}", config_.controller.host, config_.controller.port);
    registered_ = true;
    last_trouble_.clear();
    backoff_.reset();
    last_heard_ = Clock::now();
    asio::co_spawn(connection_->executor(), beat(connection_), asio::detached);
    handlers_.on_registered();
    for (;;) {
        auto received = co_await connection_->receive();
        if (!received) co_return tl::unexpected{received.error()};
        last_heard_ = Clock::now();
        if (!received->message.has_heartbeat()) handlers_.on_order(received->message);
    }
}

/// Sends a sign of life, and hangs up on a controller that gives none.
asio::awaitable<void> ControllerLink::beat(wire::ConnectionPtr connection) {
    wire::Message message;
    message.mutable_heartbeat();
    while (connection->is_open()) {
        connection->send(message);
        co_await wire::pause(heartbeat_);
        if (connection == connection_ && Clock::now() - last_heard_ > kMissedBeats * heartbeat_) connection->close();
    }
}

void ControllerLink::send(const wire::Message& message) {
    if (registered_) connection_->send(message);
}

asio::awaitable<void> ControllerLink::drained() {
    using asio::experimental::awaitable_operators::operator||;
    if (registered_) co_await (connection_->drained() || wire::pause(1s));
}

}  // namespace sluice::node
