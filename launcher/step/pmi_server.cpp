// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/pmi_server.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>

namespace sluice::step {
namespace {

/// A rank never sends more in one line; more is no PMI.
constexpr std::size_t kLongestLine = 1u << 16;

}  // namespace

PmiServer::PmiServer(asio::any_io_executor executor, pmi::Layout layout, Hooks hooks)
    : executor_{std::move(executor)}, name_{layout.name}, board_{layout, board_hooks(std::move(hooks))} {
    for (const auto& node : layout.ranks) ranks_ += node.size();
}

pmi::Hooks PmiServer::board_hooks(Hooks hooks) {
    // A rank reads each answer before it asks again: the socket has room for it.
    auto reply = [this](std::uint32_t rank, const std::string& line) {
        const auto stream = streams_.find(rank);
        if (stream != streams_.end() && stream->second->is_open())
            write_all(stream->second->native_handle(), line);
    };
    return {reply, std::move(hooks.on_barrier), std::move(hooks.on_abort), std::move(hooks.on_refusal),
            std::move(hooks.on_name)};
}

Result<Descriptor> PmiServer::open(std::uint32_t rank) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return fail(Errc::internal, system_error("socketpair"));
    }
    auto stream = std::make_shared<asio::posix::stream_descriptor>(executor_, ends[0]);
    streams_[rank] = stream;
    asio::co_spawn(executor_, serve(rank, std::move(stream)), asio::detached);
    return Descriptor{ends[1]};
}

std::vector<std::string> PmiServer::variables(std::uint32_t rank) const {
    return {fmt::format("PMI_FD={}", kPmiDescriptor), fmt::format("PMI_RANK={}", rank),
            fmt::format("PMI_SIZE={}", ranks_), fmt::format("PMI_JOBID={}", name_)};
}

asio::awaitable<void> PmiServer::serve(std::uint32_t rank, Stream stream) {
    const std::weak_ptr<char> alive{alive_};
    std::string text;
    for (;;) {
        boost::system::error_code ec;
        const auto bytes =
            co_await asio::async_read_until(*stream, asio::dynamic_buffer(text, kLongestLine), '\n',
                                            asio::redirect_error(asio::use_awaitable, ec));
        if (ec || alive.expired()) co_return;
        const auto line = text.substr(0, bytes - 1);
        text.erase(0, bytes);
        board_.take(rank, line);
    }
}

}  // namespace sluice::step
