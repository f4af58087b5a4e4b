// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/controller_line.hpp"

#include <algorithm>

#include "scheduler/wire/client.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::srun {

using namespace std::chrono_literals;
using wire::Clock;

namespace {

/// A connected controller answers at once; one that does not for so long is stuck.
constexpr auto kAnswerPatience = 60s;

}  // namespace

ControllerLine::ControllerLine(asio::any_io_executor executor, const ClusterConfig& config)
    : config_{config}, bell_{std::move(executor)} {}

asio::awaitable<void> ControllerLine::run() {
    constexpr std::chrono::milliseconds kFirstPause = 20ms;
    auto wait = kFirstPause;
    for (;;) {
        auto dialled = co_await wire::dial_controller(config_);
        if (dialled) {
            connection_ = std::move(*dialled);
            wait = kFirstPause;
            co_await converse();
            down_since_ = Clock::now();
        } else {
            trouble_ = dialled.error();
        }
        bell_.ring();
        co_await wire::pause(wait);
        wait = std::min<std::chrono::milliseconds>(2 * wait, 500ms);
    }
}

asio::awaitable<void> ControllerLine::converse() {
    const auto connection = connection_;
    for (const auto& [id, outstanding] : outstanding_) connection->send(outstanding.request);
    for (;;) {
        auto received = co_await connection->receive();
        if (!received) {
            trouble_ = received.error();
            co_return;
        }
        const auto found = outstanding_.find(received->message.id());
        if (found == outstanding_.end()) continue;
        const auto on_news = found->second.on_news;  // it may forget the request
        on_news(received->message);
    }
}

asio::awaitable<void> ControllerLine::sent() {
    const auto connection = connection_;
    if (connection) co_await connection->drained();
}

ControllerLine::WatchId ControllerLine::watch(wire::Message request, OnNews on_news) {
    const auto id = ++last_id_;
    request.set_id(id);
    if (is_up()) connection_->send(request);
    outstanding_.emplace(id, Outstanding{std::move(request), std::move(on_news)});
    return id;
}

void ControllerLine::renew(WatchId id, wire::Message request) {
    request.set_id(id);
    if (const auto found = outstanding_.find(id); found != outstanding_.end()) {
        found->second.request = std::move(request);
    }
}

std::chrono::milliseconds ControllerLine::down_for() const {
    if (is_up()) return 0ms;
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - down_since_);
}

asio::awaitable<Result<wire::Message>> ControllerLine::call(wire::Message request,
                                                            std::chrono::milliseconds patience) {
    std::optional<wire::Message> reply;
    const auto id = watch(std::move(request), [&](const wire::Message& message) {
        reply = message;
        bell_.ring();
    });
    const auto give_up = Clock::now() + kAnswerPatience;
    while (!reply && Clock::now() < give_up && down_for() < patience) co_await bell_.heard_within(100ms);
    forget(id);
    if (!reply) co_return tl::unexpected{is_up() ? Error{Errc::timed_out, {}} : trouble_};
    if (auto error = wire::error_of(*reply)) co_return tl::unexpected{std::move(*error)};
    co_return std::move(*reply);
}

}  // namespace sluice::srun
