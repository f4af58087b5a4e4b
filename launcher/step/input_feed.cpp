// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/input_feed.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace sluice::step {
namespace {

constexpr char kEndOfInput = '\x04';  // ^D

}  // namespace

Result<Descriptor> InputFeed::open(std::uint32_t task) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Errc::internal, system_error("pipe"));
    pipes_[task] = std::make_shared<Pipe>(Pipe{asio::posix::stream_descriptor{executor_, ends[1]}, {}, {}});
    return Descriptor{ends[0]};
}

void InputFeed::adopt(std::uint32_t task, Descriptor target) {
    pipes_[task] = std::make_shared<Pipe>(Pipe{asio::posix::stream_descriptor{executor_, target.release()}, {}, {}});
    pipes_[task]->terminal = true;
}

void InputFeed::take(const wire::TaskInput& input) {
    received_ += input.data().size();
    for (const auto& [task, pipe] : pipes_) {
        if (!input.has_task() || input.task() == task) add(pipe, input);
    }
    tell_taken();
}

void InputFeed::add(const PipePtr& pipe, const wire::TaskInput& input) {
    if (!pipe->stream.is_open() || pipe->ending) return;
    pipe->queued += input.data();
    pipe->ending = input.end();
    if (pipe->terminal && input.end()) pipe->queued += kEndOfInput;
    if (pipe->writer_active) return;
    pipe->writer_active = true;
    asio::co_spawn(executor_, write(pipe), asio::detached);
}

asio::awaitable<void> InputFeed::write(PipePtr pipe) {
    boost::system::error_code ec;
    while (!ec && !pipe->queued.empty()) {
        pipe->writing = std::exchange(pipe->queued, {});
        co_await asio::async_write(pipe->stream, asio::buffer(pipe->writing),
                                   asio::redirect_error(asio::use_awaitable, ec));
        pipe->writing.clear();
        tell_taken();
    }
    pipe->writer_active = false;
    if (ec || (pipe->ending && !pipe->terminal)) close(*pipe);
}

void InputFeed::close(Pipe& pipe) {
    boost::system::error_code ignored;
    pipe.stream.close(ignored);
    pipe.queued.clear();
    tell_taken();
}

void InputFeed::task_ended(std::uint32_t task) {
    if (const auto found = pipes_.find(task); found != pipes_.end()) close(*found->second);
}

void InputFeed::tell_taken() {
    std::size_t waiting = 0;
    for (const auto& [task, pipe] : pipes_) waiting = std::max(waiting, pipe->queued.size() + pipe->writing.size());
    if (received_ - waiting == told_) return;
    told_ = received_ - waiting;
    on_taken_(told_);
}

}  // namespace sluice::step
