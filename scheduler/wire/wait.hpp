// SPDX-License-Identifier: Apache-2.0
//
// Waiting, for coroutines of one io_context: for a time, or until something may have changed:
//
//     const bool arrived = co_await bell.until([&] { return !queue.empty(); }, deadline);
//
// Whoever changes the condition rings. All waiting coroutines wake and look again.
//
// Never put co_await into the condition of an `if` or `while`: g++ 12 then overwrites the coroutine's frame.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <list>

namespace sluice::wire {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

inline asio::awaitable<void> pause(std::chrono::milliseconds duration) {
    asio::steady_timer timer{co_await asio::this_coro::executor, duration};
    boost::system::error_code ec;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
}

/// Must outlive the coroutines that listen to it.
class Bell {
  public:
    explicit Bell(asio::any_io_executor executor) : executor_{std::move(executor)} {}

    void ring() {
        for (auto& timer : waiting_) timer.cancel();
    }

    /// True when it rang, false when the deadline came first.
    asio::awaitable<bool> heard_by(Clock::time_point deadline) {
        const auto timer = waiting_.emplace(waiting_.end(), executor_, deadline);
        boost::system::error_code ec;
        co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ec));
        waiting_.erase(timer);
        co_return ec == asio::error::operation_aborted;
    }
    asio::awaitable<bool> heard_within(std::chrono::milliseconds time) { return heard_by(Clock::now() + time); }

    /// Returns when the condition holds, or at the deadline; whether it holds.
    template <class Condition>
    asio::awaitable<bool> until(Condition condition, Clock::time_point deadline) {
        while (!condition()) {
            const bool heard = co_await heard_by(deadline);
            if (!heard) break;
        }
        co_return condition();
    }

    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

  private:
    asio::any_io_executor executor_;
    std::list<asio::steady_timer> waiting_;
};

}  // namespace sluice::wire
