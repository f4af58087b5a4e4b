// SPDX-License-Identifier: Apache-2.0
//
// Ending every process of the step: SIGCONT and SIGTERM, then SIGKILL after a while, again and again until
// nothing is left.
#pragma once

#include <chrono>

#include "launcher/step/containment.hpp"
#include "launcher/step/tasks.hpp"

namespace sluice::step {

class Ending {
  public:
    /// Both must live as long as this.
    Ending(Tasks& tasks, const Containment& containment) : tasks_{tasks}, containment_{containment} {}

    /// Asks all processes to end, and has run() kill what is there after `kill_wait`. A second call asks
    /// again and can only bring the killing forward.
    void begin(std::chrono::seconds kill_wait);
    [[nodiscard]] bool has_begun() const { return kill_at_ != wire::Clock::time_point::max(); }

    /// Performs the killing that begin() announced; runs beside the step for as long as that lives.
    asio::awaitable<void> run();

    /// Kills until the step has no process; false when some would not die before the deadline.
    asio::awaitable<bool> kill_all(wire::Clock::time_point deadline);

  private:
    Tasks& tasks_;
    const Containment& containment_;
    wire::Clock::time_point kill_at_ = wire::Clock::time_point::max();
};

}  // namespace sluice::step
