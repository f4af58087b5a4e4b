// SPDX-License-Identifier: Apache-2.0
//
// Gives tasks what srun reads from its stdin. srun sends no more than a window ahead of what was taken, so
// the queues here stay small; a task that has ended takes everything.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "launcher/spool/files.hpp"
#include "scheduler/wire/proto/messages.pb.h"
#include "scheduler/wire/wait.hpp"

namespace sluice::step {

namespace asio = boost::asio;

class InputFeed {
  public:
    /// `on_taken` is told how many bytes since the beginning every task has taken.
    using OnTaken = std::function<void(std::uint64_t)>;
    InputFeed(asio::any_io_executor executor, OnTaken on_taken)
        : executor_{std::move(executor)}, on_taken_{std::move(on_taken)} {}

    /// The read end of a new pipe for this task's stdin.
    Result<Descriptor> open(std::uint32_t task);
    /// Writes the input of this task here: the master of its terminal.
    void adopt(std::uint32_t task, Descriptor target);
    void take(const wire::TaskInput& input);
    void task_ended(std::uint32_t task);

  private:
    struct Pipe {
        asio::posix::stream_descriptor stream;
        std::string queued;
        std::string writing;  // what the writer has taken from the queue
        bool ending = false;  // close when all is written
        bool writer_active = false;
        bool terminal = false;  // ends by a character, not by closing
    };
    using PipePtr = std::shared_ptr<Pipe>;

    void add(const PipePtr& pipe, const wire::TaskInput& input);
    asio::awaitable<void> write(PipePtr pipe);
    void close(Pipe& pipe);
    void tell_taken();

    asio::any_io_executor executor_;
    OnTaken on_taken_;
    std::map<std::uint32_t, PipePtr> pipes_;
    std::uint64_t received_ = 0;
    std::uint64_t told_ = 0;
};

}  // namespace sluice::step
