// SPDX-License-Identifier: Apache-2.0
//
// A command's view of the controller: one blocking call at a time, with a deadline. A controller that is
// restarting is waited for: a lost connection is dialled again and the request repeated until the deadline,
// which is safe because requests that create something carry a key of their own.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "scheduler/model/cluster.hpp"
#include "scheduler/wire/connection.hpp"

namespace sluice::wire {

/// Connects to the controller: over its Unix socket on its own host, otherwise over TCP.
/// The error's detail names every place that was tried.
asio::awaitable<Result<ConnectionPtr>> dial_controller(ClusterConfig config);

class Client {
  public:
    /// How long a command waits for a controller that is away before it gives up.
    static constexpr std::chrono::milliseconds kPatience{4000};

    explicit Client(ClusterConfig config, std::chrono::milliseconds patience = kPatience);

    /// Sends a request and returns its reply; an ErrorReply becomes the error.
    Result<Message> call(Message request);
    /// The next message of a stream that the last call began. No deadline.
    Result<Message> next();
    void close();

  private:
    asio::awaitable<Result<Message>> exchange(Message request);
    asio::awaitable<Result<void>> connect();
    asio::awaitable<Result<Message>> reply_to(std::uint64_t id);
    template <class T>
    T run(asio::awaitable<T> work);

    ClusterConfig config_;
    std::chrono::milliseconds patience_;
    asio::io_context io_{1};
    ConnectionPtr connection_;
    std::uint64_t last_id_ = 0;
};

}  // namespace sluice::wire
