// SPDX-License-Identifier: Apache-2.0
#include "scheduler/wire/connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/endian/conversion.hpp>

namespace sluice::wire {
namespace {

using ErrorCode = boost::system::error_code;

std::string framed(const std::string& body) {
    std::string frame(4, '\0');
    boost::endian::store_big_u32(static_cast<unsigned char*>(static_cast<void*>(frame.data())),
                                 static_cast<std::uint32_t>(body.size()));
    return frame += body;
}

}  // namespace

FrameCounters& frame_counters() {
    static FrameCounters counters;
    return counters;
}

Result<Message> open_envelope(const std::string& frame, Authenticator& authenticator, Identity& from) {
    Envelope envelope;
    if (!envelope.ParseFromString(frame)) {
        ++frame_counters().malformed;
        return fail(Errc::malformed_message, "unreadable envelope");
    }
    if (envelope.version() != kProtocolVersion) {
        ++frame_counters().malformed;
        return fail(Errc::version_mismatch, "peer speaks protocol " + std::to_string(envelope.version()) +
                                                ", this program " + std::to_string(kProtocolVersion));
    }
    const auto identity = authenticator.verify(envelope);
    if (!identity) {
        ++frame_counters().unauthenticated;
        return tl::unexpected{identity.error()};
    }
    Message message;
    if (!message.ParseFromString(envelope.payload())) {
        ++frame_counters().malformed;
        return fail(Errc::malformed_message, "unreadable message");
    }
    ++frame_counters().received;
    from = *identity;
    return message;
}

Connection::Connection(Socket socket, std::unique_ptr<Authenticator> authenticator)
    : socket_{std::move(socket)}, authenticator_{std::move(authenticator)}, drained_{socket_.get_executor()} {}

asio::awaitable<Result<std::string>> Connection::read_frame() {
    ErrorCode ec;
    std::array<std::uint8_t, 4> header{};
    co_await asio::async_read(socket_, asio::buffer(header), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return fail(Errc::connection_lost, ec.message());

    const std::uint32_t bytes = boost::endian::load_big_u32(header.data());
    if (bytes > kMaxFrameBytes) {
        ++frame_counters().oversized;
        co_return fail(Errc::frame_too_large, std::to_string(bytes) + " bytes");
    }
    std::string body(bytes, '\0');
    co_await asio::async_read(socket_, asio::buffer(body), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return fail(Errc::connection_lost, ec.message());
    co_return body;
}

asio::awaitable<Result<Received>> Connection::receive() {
    const auto keep = shared_from_this();
    auto frame = co_await read_frame();
    if (!frame) {
        close();
        co_return tl::unexpected{frame.error()};
    }
    Identity from;
    auto message = open_envelope(*frame, *authenticator_, from);
    if (!message) {
        close();
        co_return tl::unexpected{message.error()};
    }
    co_return Received{std::move(*message), from};
}

void Connection::send(const Message& message) {
    if (!is_open()) return;
    Envelope envelope;
    envelope.set_version(kProtocolVersion);
    envelope.set_payload(message.SerializeAsString());
    if (!authenticator_->seal(envelope)) return close();
    queued_ += framed(envelope.SerializeAsString());
    if (writer_active_) return;
    writer_active_ = true;
    asio::co_spawn(socket_.get_executor(), write_queue(), asio::detached);
}

asio::awaitable<void> Connection::write_queue() {
    const auto keep = shared_from_this();
    while (!queued_.empty() && is_open()) {
        writing_ = std::move(queued_);
        queued_.clear();
        ErrorCode ec;
        co_await asio::async_write(socket_, asio::buffer(writing_), asio::redirect_error(asio::use_awaitable, ec));
        writing_.clear();
        if (ec) close();
    }
    writer_active_ = false;
    drained_.cancel();
}

asio::awaitable<void> Connection::drained() {
    const auto keep = shared_from_this();
    while (queued_bytes() > 0 && is_open()) {
        drained_.expires_at(asio::steady_timer::time_point::max());
        ErrorCode ec;
        co_await drained_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    }
}

void Connection::close() {
    ErrorCode ec;
    socket_.shutdown(asio::socket_base::shutdown_both, ec);
    socket_.close(ec);
    queued_.clear();
    drained_.cancel();
}

std::string Connection::local_address() const {
    ErrorCode ec;
    const auto endpoint = socket_.local_endpoint(ec);
    if (ec) return {};
    std::array<char, INET6_ADDRSTRLEN> text{};
    const sockaddr* address = endpoint.data();
    const void* data = static_cast<const void*>(address);
    if (address->sa_family == AF_INET) {
        ::inet_ntop(AF_INET, &static_cast<const sockaddr_in*>(data)->sin_addr, text.data(), text.size());
    } else if (address->sa_family == AF_INET6) {
        ::inet_ntop(AF_INET6, &static_cast<const sockaddr_in6*>(data)->sin6_addr, text.data(), text.size());
    }
    return text.data();
}

}  // namespace sluice::wire
