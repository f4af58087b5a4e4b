// SPDX-License-Identifier: Apache-2.0
#include "scheduler/wire/dial.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace sluice::wire {
namespace {

using ErrorCode = boost::system::error_code;
using tcp = asio::ip::tcp;

std::string target(const std::string& host, std::uint16_t port) { return host + ":" + std::to_string(port); }

asio::awaitable<ErrorCode> connect_any(tcp::socket& socket, const std::string& host, std::uint16_t port) {
    ErrorCode ec;
    if (const auto address = asio::ip::make_address(host, ec); !ec) {  // spares the thread that looks up names
        co_await socket.async_connect({address, port}, asio::redirect_error(asio::use_awaitable, ec));
        co_return ec;
    }
    tcp::resolver resolver{socket.get_executor()};
    const auto endpoints =
        co_await resolver.async_resolve(host, std::to_string(port), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return ec;
    co_await asio::async_connect(socket, endpoints, asio::redirect_error(asio::use_awaitable, ec));
    co_return ec;
}

asio::awaitable<void> wait_for(std::chrono::milliseconds timeout) {
    asio::steady_timer timer{co_await asio::this_coro::executor, timeout};
    ErrorCode ec;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
}

}  // namespace

Result<TcpTrust> TcpTrust::of(const ClusterConfig& config, bool create_key) {
    TcpTrust trust;
    trust.method_ = config.auth.method;
    if (trust.method_ == AuthMethod::munge) return trust;
    auto key = create_key ? read_or_create_key(config.key_path()) : read_key(config.key_path());
    if (!key) return tl::unexpected{key.error()};
    trust.key_ = std::move(*key);
    return trust;
}

TcpTrust TcpTrust::with_key(std::string key) {
    TcpTrust trust;
    trust.key_ = std::move(key);
    return trust;
}

std::unique_ptr<Authenticator> TcpTrust::authenticator() const {
    if (method_ == AuthMethod::munge) return munge_authenticator();
    return key_authenticator(key_, nonces_);
}

SocketPath::SocketPath(const std::string& path) : text_{path} {
    if (path.size() < sizeof(sockaddr_un::sun_path)) return;
    const std::filesystem::path full{path};
    folder_ = ::open(full.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder_ >= 0) text_ = "/proc/self/fd/" + std::to_string(folder_) + "/" + full.filename().string();
}

SocketPath::~SocketPath() {
    if (folder_ >= 0) ::close(folder_);
}

void close_on_exec(int descriptor) { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

Result<Identity> peer_of(int socket_descriptor) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket_descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
        return fail(Errc::authentication, std::strerror(errno));
    }
    return Identity{UserId{credentials.uid}, GroupId{credentials.gid}};
}

asio::awaitable<Result<ConnectionPtr>> dial_unix(std::string path) {
    const SocketPath reachable{path};
    if (reachable.text().size() >= sizeof(sockaddr_un::sun_path)) {
        co_return fail(Errc::connection_failed, path + ": no such folder");
    }
    asio::local::stream_protocol::socket socket{co_await asio::this_coro::executor};
    ErrorCode ec;
    socket.open(asio::local::stream_protocol{}, ec);
    if (ec) co_return fail(Errc::connection_failed, path + ": " + ec.message());
    close_on_exec(socket.native_handle());
    co_await socket.async_connect({reachable.text()}, asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return fail(Errc::connection_failed, path + ": " + ec.message());
    auto peer = peer_of(socket.native_handle());
    if (!peer) co_return tl::unexpected{peer.error()};
    co_return std::make_shared<Connection>(Socket{std::move(socket)}, peer_authenticator(*peer));
}

asio::awaitable<Result<ConnectionPtr>> dial_tcp(std::string host, std::uint16_t port, TcpTrust trust,
                                                std::chrono::milliseconds timeout) {
    using asio::experimental::awaitable_operators::operator||;
    tcp::socket socket{co_await asio::this_coro::executor};
    const auto outcome = co_await (connect_any(socket, host, port) || wait_for(timeout));
    if (outcome.index() == 1) co_return fail(Errc::timed_out, target(host, port) + ": no answer");
    if (const auto ec = std::get<0>(outcome)) {
        co_return fail(Errc::connection_failed, target(host, port) + ": " + ec.message());
    }
    ErrorCode ec;
    socket.set_option(tcp::no_delay{true}, ec);
    close_on_exec(socket.native_handle());
    co_return std::make_shared<Connection>(Socket{std::move(socket)}, trust.authenticator());
}

}  // namespace sluice::wire
