// SPDX-License-Identifier: Apache-2.0
//
// One authenticated stream of messages over a Unix or TCP socket. A frame is a 4-byte big-endian length and
// an Envelope; an oversized or unreadable frame closes the connection and is counted.
//
// A Connection belongs to one io_context thread. send() only queues: a single writer drains the queue, so
// messages never interleave. Receiving is done by one coroutine at a time.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "scheduler/model/error.hpp"
#include "scheduler/wire/credential.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::wire {

namespace asio = boost::asio;
using Socket = asio::generic::stream_protocol::socket;

inline constexpr std::uint32_t kMaxFrameBytes = 64u << 20;

/// What a process has seen arrive; shown by `scontrol show config`.
struct FrameCounters {
    std::uint64_t received = 0;
    std::uint64_t oversized = 0;
    std::uint64_t malformed = 0;
    std::uint64_t unauthenticated = 0;
};
FrameCounters& frame_counters();

struct Received {
    Message message;
    Identity from;
};

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(Socket socket, std::unique_ptr<Authenticator> authenticator);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// The next message. Errors end the connection: closed by the peer, malformed, not authentic.
    asio::awaitable<Result<Received>> receive();

    /// Queues a message. On a closed connection it is dropped; receive() is what reports the end.
    void send(const Message& message);

    /// Returns when everything queued has been handed to the kernel, or the connection is closed.
    asio::awaitable<void> drained();

    void close();
    [[nodiscard]] bool is_open() const { return socket_.is_open(); }
    [[nodiscard]] std::size_t queued_bytes() const { return queued_.size() + writing_.size(); }
    [[nodiscard]] asio::any_io_executor executor() { return socket_.get_executor(); }
    /// The numeric address that this end of a TCP connection has; empty for other sockets.
    [[nodiscard]] std::string local_address() const;

  private:
    asio::awaitable<Result<std::string>> read_frame();
    asio::awaitable<void> write_queue();

    Socket socket_;
    std::unique_ptr<Authenticator> authenticator_;
    std::string queued_;   // frames waiting for the writer
    std::string writing_;  // frames the writer has taken
    bool writer_active_ = false;
    asio::steady_timer drained_;  // expires, or is cancelled, when the queue is empty
};

using ConnectionPtr = std::shared_ptr<Connection>;

/// Parses one frame body; shared with the fuzz test.
Result<Message> open_envelope(const std::string& frame, Authenticator& authenticator, Identity& from);

}  // namespace sluice::wire
