// SPDX-License-Identifier: Apache-2.0
//
// Carries what tasks print to srun, as it comes. A reader that is slow stops the tasks, not the memory.
#pragma once

#include "launcher/spool/files.hpp"
#include "launcher/step/client_link.hpp"

namespace sluice::step {

namespace asio = boost::asio;

class OutputPumps {
  public:
    OutputPumps(asio::any_io_executor executor, ClientLink& client) : client_{client}, done_{std::move(executor)} {}

    /// The write end of a new pipe whose other end is read for this task.
    Result<Descriptor> open(std::uint32_t task, bool is_error);

    /// Reads this for the task until it ends: the master of its terminal.
    void adopt(Descriptor source, std::uint32_t task);

    /// Returns when all pipes have ended, or at the deadline.
    asio::awaitable<void> finished(wire::Clock::time_point deadline);

  private:
    asio::awaitable<void> pump(Descriptor pipe, std::uint32_t task, bool is_error);

    ClientLink& client_;
    wire::Bell done_;
    std::size_t running_ = 0;
};

}  // namespace sluice::step
