// SPDX-License-Identifier: Apache-2.0
#include "scheduler/wire/listener.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace sluice::wire {
namespace {

using ErrorCode = boost::system::error_code;
using Local = asio::local::stream_protocol;

/// True when a process answers at this path.
bool is_served(asio::any_io_executor executor, const std::string& reachable) {
    Local::socket probe{executor};
    ErrorCode ec;
    probe.connect({reachable}, ec);
    return !ec;
}

/// After a failed accept there is nothing to do but try again, unless the listener was closed.
bool closed(const ErrorCode& ec) { return ec == asio::error::operation_aborted || ec == asio::error::bad_descriptor; }

}  // namespace

Result<UnixListener> UnixListener::open(asio::any_io_executor executor, const std::string& path, unsigned mode) {
    const SocketPath reachable{path};
    if (is_served(executor, reachable.text())) return fail(Errc::io_error, path + ": another daemon serves this socket");
    ::unlink(path.c_str());

    Local::acceptor acceptor{executor};
    ErrorCode ec;
    acceptor.open(Local{}, ec);
    if (!ec) close_on_exec(acceptor.native_handle());
    if (!ec) acceptor.bind({reachable.text()}, ec);
    if (!ec && ::chmod(path.c_str(), mode) != 0) ec = ErrorCode{errno, boost::system::system_category()};
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return fail(Errc::io_error, path + ": " + ec.message());
    return UnixListener{std::move(acceptor), path};
}

UnixListener::~UnixListener() {
    if (acceptor_.is_open()) close();
}

asio::awaitable<void> UnixListener::serve(OnConnection on_connection) {
    for (;;) {
        ErrorCode ec;
        auto socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, ec));
        if (closed(ec)) co_return;
        if (ec) continue;
        close_on_exec(socket.native_handle());
        const auto peer = peer_of(socket.native_handle());
        if (!peer) continue;
        on_connection(std::make_shared<Connection>(Socket{std::move(socket)}, peer_authenticator(*peer)));
    }
}

void UnixListener::close() {
    ErrorCode ec;
    acceptor_.close(ec);
    ::unlink(path_.c_str());
}

Result<TcpListener> TcpListener::open(asio::any_io_executor executor, const std::string& address, std::uint16_t port,
                                      TcpTrust trust) {
    using tcp = asio::ip::tcp;
    const auto place = (address.empty() ? "*" : address) + ":" + std::to_string(port);
    ErrorCode ec;
    tcp::endpoint endpoint{tcp::v4(), port};
    if (!address.empty()) {
        tcp::resolver resolver{executor};
        const auto found = resolver.resolve(address, std::to_string(port), ec);
        if (ec || found.empty()) return fail(Errc::io_error, place + ": " + ec.message());
        endpoint = found.begin()->endpoint();
    }
    tcp::acceptor acceptor{executor};
    acceptor.open(endpoint.protocol(), ec);
    if (!ec) close_on_exec(acceptor.native_handle());
    if (!ec) acceptor.set_option(tcp::acceptor::reuse_address{true}, ec);
    if (!ec) acceptor.bind(endpoint, ec);
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return fail(Errc::io_error, place + ": " + ec.message());
    return TcpListener{std::move(acceptor), std::move(trust)};
}

std::uint16_t TcpListener::port() const { return acceptor_.local_endpoint().port(); }

asio::awaitable<void> TcpListener::serve(OnConnection on_connection) {
    for (;;) {
        ErrorCode ec;
        auto socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, ec));
        if (closed(ec)) co_return;
        if (ec) continue;
        socket.set_option(asio::ip::tcp::no_delay{true}, ec);
        close_on_exec(socket.native_handle());
        on_connection(std::make_shared<Connection>(Socket{std::move(socket)}, trust_.authenticator()));
    }
}

void TcpListener::close() {
    ErrorCode ec;
    acceptor_.close(ec);
}

}  // namespace sluice::wire
