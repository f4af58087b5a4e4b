// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/output_pump.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>

namespace sluice::step {

Result<Descriptor> OutputPumps::open(std::uint32_t task, bool is_error) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Errc::internal, system_error("pipe"));
    ++running_;
    asio::co_spawn(done_.executor(), pump(Descriptor{ends[0]}, task, is_error), asio::detached);
    return Descriptor{ends[1]};
}

void OutputPumps::adopt(Descriptor source, std::uint32_t task) {
    ++running_;
    asio::co_spawn(done_.executor(), pump(std::move(source), task, false), asio::detached);
}

asio::awaitable<void> OutputPumps::pump(Descriptor pipe, std::uint32_t task, bool is_error) {
    asio::posix::stream_descriptor stream{co_await asio::this_coro::executor, pipe.release()};
    std::array<char, 32768> chunk;
    boost::system::error_code ec;
    while (!ec) {
        const auto count =
            co_await stream.async_read_some(asio::buffer(chunk), asio::redirect_error(asio::use_awaitable, ec));
        if (count > 0) client_.output(task, is_error, {chunk.data(), count});
        co_await client_.room();
    }
    --running_;
    done_.ring();
}

asio::awaitable<void> OutputPumps::finished(wire::Clock::time_point deadline) {
    co_await done_.until([this] { return running_ == 0; }, deadline);
}

}  // namespace sluice::step
