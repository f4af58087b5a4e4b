// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <boost/endian/conversion.hpp>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "scheduler/wire/listener.hpp"

using namespace sluice;
using namespace sluice::wire;

namespace {

using Local = asio::local::stream_protocol;

/// A connection whose other end is a raw socket that the test writes to.
struct Pair {
    asio::io_context io;
    Local::socket raw{io};
    ConnectionPtr connection;

    Pair() {
        Local::socket other{io};
        asio::local::connect_pair(raw, other);
        connection = std::make_shared<Connection>(Socket{std::move(other)}, peer_authenticator(own_identity()));
    }

    Result<Received> receive() {
        auto result = asio::co_spawn(io, connection->receive(), asio::use_future);
        io.run();
        io.restart();
        return result.get();
    }

    void write(const std::string& bytes) { asio::write(raw, asio::buffer(bytes)); }
};

std::string frame_of(const std::string& body) {
    std::string frame(4, '\0');
    boost::endian::store_big_u32(static_cast<unsigned char*>(static_cast<void*>(frame.data())),
                                 static_cast<std::uint32_t>(body.size()));
    return frame + body;
}

std::string envelope_with(const Message& message, std::uint32_t version = kProtocolVersion) {
    Envelope envelope;
    envelope.set_version(version);
    envelope.set_payload(message.SerializeAsString());
    return envelope.SerializeAsString();
}

Message ping(std::uint64_t id) {
    Message message;
    message.set_id(id);
    message.mutable_ping();
    return message;
}

}  // namespace

TEST_CASE("a message arrives as it was sent") {
    Pair pair;
    pair.write(frame_of(envelope_with(ping(42))));
    const auto received = pair.receive();
    REQUIRE(received);
    CHECK(received->message.id() == 42);
    CHECK(received->message.has_ping());
}

TEST_CASE("messages sent one after another arrive in order, however they are split") {
    Pair pair;
    pair.write(frame_of(envelope_with(ping(1))) + frame_of(envelope_with(ping(2))));
    CHECK(pair.receive()->message.id() == 1);
    CHECK(pair.receive()->message.id() == 2);
}

TEST_CASE("a frame above the limit closes the connection before anything is allocated for it") {
    Pair pair;
    const auto before = frame_counters().oversized;
    pair.write(std::string("\xff\xff\xff\xff", 4));
    CHECK(pair.receive().error().code == Errc::frame_too_large);
    CHECK_FALSE(pair.connection->is_open());
    CHECK(frame_counters().oversized == before + 1);
}

TEST_CASE("a frame that is no envelope closes the connection and is counted") {
    Pair pair;
    const auto before = frame_counters().malformed;
    pair.write(frame_of("\xff\xff\xff"));
    CHECK(pair.receive().error().code == Errc::malformed_message);
    CHECK_FALSE(pair.connection->is_open());
    CHECK(frame_counters().malformed == before + 1);
}

TEST_CASE("another protocol version is refused by name") {
    Pair pair;
    pair.write(frame_of(envelope_with(ping(1), kProtocolVersion + 1)));
    CHECK(pair.receive().error().code == Errc::version_mismatch);
}

TEST_CASE("a connection that ends in the middle of a frame is lost, not malformed") {
    Pair pair;
    pair.write(frame_of(envelope_with(ping(1))).substr(0, 5));
    pair.raw.close();
    CHECK(pair.receive().error().code == Errc::connection_lost);
}

TEST_CASE("random bytes never do more than close the connection") {
    std::mt19937 random{7};
    for (int round = 0; round < 500; ++round) {
        std::string body(random() % 64, '\0');
        for (auto& byte : body) byte = static_cast<char>(random());
        const auto authenticator = peer_authenticator(own_identity());
        Identity from;
        (void)open_envelope(body, *authenticator, from);
    }
    SUCCEED();
}

TEST_CASE("a Unix listener serves a path longer than the kernel's limit") {
    const auto folder = std::filesystem::temp_directory_path() / std::string(120, 'd');
    std::filesystem::create_directories(folder);
    const auto path = (folder / "s.sock").string();
    asio::io_context io;
    auto listener = UnixListener::open(io.get_executor(), path, 0600);
    REQUIRE(listener);
    bool accepted = false;
    asio::co_spawn(io, listener->serve([&](const ConnectionPtr&) {
        accepted = true;
        listener->close();
    }), asio::detached);
    auto dialled = asio::co_spawn(io, dial_unix(path), asio::use_future);
    io.run();
    CHECK(dialled.get());
    CHECK(accepted);
    CHECK_FALSE(std::filesystem::exists(path));
    std::filesystem::remove_all(folder);
}

TEST_CASE("a TCP connection under the key carries messages both ways") {
    asio::io_context io;
    const auto trust = TcpTrust::with_key(std::string(32, 'k'));
    auto listener = TcpListener::open(io.get_executor(), "127.0.0.1", 0, trust);
    REQUIRE(listener);
    asio::co_spawn(io, listener->serve([&](ConnectionPtr connection) {
        listener->close();
        asio::co_spawn(io, [connection]() -> asio::awaitable<void> {
            auto received = co_await connection->receive();
            if (received) connection->send(received->message);
        }, asio::detached);
    }), asio::detached);
    const auto port = listener->port();
    auto echoed = asio::co_spawn(io, [&]() -> asio::awaitable<std::uint64_t> {
        auto connection = co_await dial_tcp("127.0.0.1", port, TcpTrust::with_key(std::string(32, 'k')));
        (*connection)->send(ping(9));
        auto received = co_await (*connection)->receive();
        co_return received ? received->message.id() : 0;
    }, asio::use_future);
    io.run();
    CHECK(echoed.get() == 9);
}

TEST_CASE("a program started by a daemon does not inherit its listening socket") {
    const auto path = (std::filesystem::temp_directory_path() / ("sluice-inherit-" + std::to_string(::getpid()))).string();
    asio::io_context io;
    pid_t child = 0;
    {
        auto listener = UnixListener::open(io.get_executor(), path, 0600);
        REQUIRE(listener);
        child = ::fork();
        if (child == 0) {
            ::execlp("sleep", "sleep", "60", nullptr);
            ::_exit(127);
        }
        // The child has become another program once /proc says so; only then does the flag count.
        const auto name = "/proc/" + std::to_string(child) + "/comm";
        for (std::string comm; comm != "sleep"; std::getline(std::ifstream{name}, comm)) {}
    }
    auto again = UnixListener::open(io.get_executor(), path, 0600);
    CHECK(again);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}
