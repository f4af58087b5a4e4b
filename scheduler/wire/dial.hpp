// SPDX-License-Identifier: Apache-2.0
//
// Opening connections: to a Unix socket by path, to a host and port over TCP.
#pragma once

#include <chrono>
#include <string>

#include "scheduler/model/cluster.hpp"
#include "scheduler/wire/connection.hpp"

namespace sluice::wire {

/// Makes the authenticator that this cluster uses over TCP. Errors: the key cannot be read.
class TcpTrust {
  public:
    /// Reads the key (or prepares munge) once; `create_key` makes a missing key file.
    static Result<TcpTrust> of(const ClusterConfig& config, bool create_key = false);
    /// Trust under a key that both ends already hold, as shepherds and their srun do.
    static TcpTrust with_key(std::string key);

    [[nodiscard]] std::unique_ptr<Authenticator> authenticator() const;

  private:
    AuthMethod method_ = AuthMethod::key;
    std::string key_;
    std::shared_ptr<NonceMemory> nonces_ = std::make_shared<NonceMemory>();
};

/// The path as the kernel takes it, however long: a path beyond the kernel's 107 bytes is reached through
/// its folder's descriptor, which lives as long as this object.
class SocketPath {
  public:
    explicit SocketPath(const std::string& path);
    ~SocketPath();
    SocketPath(const SocketPath&) = delete;
    SocketPath& operator=(const SocketPath&) = delete;
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    int folder_ = -1;
    std::string text_;
};

/// Keeps a descriptor out of the programs that this process starts: a shepherd that inherited its daemon's
/// sockets would keep them open after the daemon's death.
void close_on_exec(int descriptor);

/// The peer of a connected Unix socket, as the kernel knows it.
Result<Identity> peer_of(int socket_descriptor);

asio::awaitable<Result<ConnectionPtr>> dial_unix(std::string path);
asio::awaitable<Result<ConnectionPtr>> dial_tcp(std::string host, std::uint16_t port, TcpTrust trust,
                                                std::chrono::milliseconds timeout = std::chrono::seconds{3});

}  // namespace sluice::wire
