// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/daemon_link.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "scheduler/wire/dial.hpp"

namespace sluice::step {

using namespace std::chrono_literals;

asio::awaitable<void> DaemonLink::run() {
    constexpr auto kFirstPause = 50ms;
    std::chrono::milliseconds wait = kFirstPause;
    for (;;) {
        auto dialled = co_await wire::dial_unix(socket_);
        if (dialled) {
            connection_ = std::move(*dialled);
            wait = kFirstPause;
            co_await converse();
        }
        co_await wire::pause(wait);
        wait = std::min<std::chrono::milliseconds>(2 * wait, 2s);
    }
}

asio::awaitable<void> DaemonLink::converse() {
    const auto connection = connection_;
    wire::Message hello;
    *hello.mutable_shepherd_hello()->mutable_ref() = ref_of(key_);
    hello.mutable_shepherd_hello()->set_pid(::getpid());
    connection->send(hello);
    for (;;) {
        auto received = co_await connection->receive();
        if (!received) co_return;
        if (received->message.has_signal()) on_signal_(received->message.signal());
    }
}

asio::awaitable<void> DaemonLink::report(wire::StepEnded result) {
    using asio::experimental::awaitable_operators::operator||;
    if (!connection_ || !connection_->is_open()) co_return;
    wire::Message message;
    *message.mutable_step_ended() = std::move(result);
    connection_->send(message);
    co_await (connection_->drained() || wire::pause(2s));
}

}  // namespace sluice::step
