// SPDX-License-Identifier: Apache-2.0
#include "scheduler/wire/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>

#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/dial.hpp"

namespace sluice::wire {
namespace {

using Clock = std::chrono::steady_clock;

asio::awaitable<void> pause_until(Clock::time_point when) {
    asio::steady_timer timer{co_await asio::this_coro::executor, when};
    boost::system::error_code ec;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
}

bool worth_another_try(const Error& error) {
    return error.code == Errc::connection_failed || error.code == Errc::connection_lost ||
           error.code == Errc::shutting_down;
}

}  // namespace

// g++ 12 takes the frame of a coroutine with a large parameter by value to be freed by the wrong function:
// Boost.Asio's operator new and delete of the frame do match.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
asio::awaitable<Result<ConnectionPtr>> dial_controller(ClusterConfig config) {
    std::string tried;
    const auto socket = config.controller_socket();
    if (std::filesystem::exists(std::filesystem::path{socket}.parent_path())) {
        auto local = co_await dial_unix(socket);
        if (local) co_return local;
        tried = local.error().detail;
    }
    auto trust = TcpTrust::of(config);
    if (!trust) {
        co_return fail(Errc::connection_failed, tried + (tried.empty() ? "" : ", ") + trust.error().detail);
    }
    auto remote = co_await dial_tcp(config.controller.host, config.controller.port, *trust);
    if (remote) co_return remote;
    co_return fail(Errc::connection_failed, tried + (tried.empty() ? "" : ", ") + remote.error().detail);
}

#pragma GCC diagnostic pop

Client::Client(ClusterConfig config, std::chrono::milliseconds patience)
    : config_{std::move(config)}, patience_{patience} {}

template <class T>
T Client::run(asio::awaitable<T> work) {
    auto result = asio::co_spawn(io_, std::move(work), asio::use_future);
    io_.restart();
    while (result.wait_for(std::chrono::seconds{0}) != std::future_status::ready) io_.run_one();
    return result.get();
}

Result<Message> Client::call(Message request) {
    request.set_id(++last_id_);
    return run(exchange(std::move(request)));
}

asio::awaitable<Result<Message>> Client::exchange(Message request) {
    using asio::experimental::awaitable_operators::operator||;
    constexpr std::chrono::milliseconds kFirstPause{20};
    const auto deadline = Clock::now() + patience_;
    auto pause = kFirstPause;
    for (;;) {
        auto connected = co_await connect();
        Result<Message> reply = fail(Errc::connection_failed);
        if (connected) {
            connection_->send(request);
            auto outcome = co_await (reply_to(request.id()) || pause_until(Clock::now() + std::chrono::seconds{60}));
            reply = outcome.index() == 0 ? std::get<0>(std::move(outcome)) : fail(Errc::timed_out);
        } else {
            reply = tl::unexpected{connected.error()};
        }
        if (reply || !worth_another_try(reply.error()) || Clock::now() + pause >= deadline) co_return reply;
        close();
        co_await pause_until(Clock::now() + pause);
        pause = std::min(2 * pause, std::chrono::milliseconds{500});
    }
}

asio::awaitable<Result<void>> Client::connect() {
    if (connection_ && connection_->is_open()) co_return Result<void>{};
    auto dialled = co_await dial_controller(config_);
    if (!dialled) co_return tl::unexpected{dialled.error()};
    connection_ = std::move(*dialled);
    co_return Result<void>{};
}

asio::awaitable<Result<Message>> Client::reply_to(std::uint64_t id) {
    for (;;) {
        auto received = co_await connection_->receive();
        if (!received) co_return tl::unexpected{received.error()};
        if (received->message.id() != id) continue;
        if (auto error = error_of(received->message)) co_return tl::unexpected{std::move(*error)};
        co_return std::move(received->message);
    }
}

Result<Message> Client::next() {
    if (!connection_) return fail(Errc::connection_lost);
    return run(reply_to(last_id_));
}

void Client::close() {
    if (connection_) connection_->close();
    connection_.reset();
}

}  // namespace sluice::wire
