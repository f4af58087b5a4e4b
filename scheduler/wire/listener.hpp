// SPDX-License-Identifier: Apache-2.0
//
// Waiting for connections, on a Unix socket or a TCP port, and handing each to a callback.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <functional>
#include <string>

#include "scheduler/wire/dial.hpp"

namespace sluice::wire {

using OnConnection = std::function<void(ConnectionPtr)>;

class UnixListener {
  public:
    /// Listens at `path` (mode as given), replacing a socket that nobody serves any more.
    /// Error: the folder is missing, or a living process serves it.
    static Result<UnixListener> open(asio::any_io_executor executor, const std::string& path, unsigned mode);
    UnixListener(UnixListener&&) = default;
    UnixListener& operator=(UnixListener&&) = default;
    ~UnixListener();

    /// Accepts until the listener is closed.
    asio::awaitable<void> serve(OnConnection on_connection);
    /// Stops accepting and removes the socket file.
    void close();

  private:
    UnixListener(asio::local::stream_protocol::acceptor acceptor, std::string path)
        : acceptor_{std::move(acceptor)}, path_{std::move(path)} {}
    asio::local::stream_protocol::acceptor acceptor_;
    std::string path_;
};

class TcpListener {
  public:
    /// Listens on `address` ("" for all) and `port` (0: any free one).
    static Result<TcpListener> open(asio::any_io_executor executor, const std::string& address, std::uint16_t port,
                                    TcpTrust trust);

    [[nodiscard]] std::uint16_t port() const;
    asio::awaitable<void> serve(OnConnection on_connection);
    void close();

  private:
    TcpListener(asio::ip::tcp::acceptor acceptor, TcpTrust trust)
        : acceptor_{std::move(acceptor)}, trust_{std::move(trust)} {}
    asio::ip::tcp::acceptor acceptor_;
    TcpTrust trust_;
};

}  // namespace sluice::wire
