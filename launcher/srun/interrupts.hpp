// SPDX-License-Identifier: Apache-2.0
//
// What a signal sent to srun means for its step.
#pragma once

#include <chrono>
#include <optional>

namespace sluice::srun {

enum class Reaction {
    warn,     // the first ^C only tells what runs
    forward,  // to the tasks
    end,      // the step
};

class Interrupts {
  public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds kAgain{1};

    /// `asks`: the first ^C is a question. `quits`: it ends the step.
    explicit Interrupts(bool asks, bool quits = false) : asks_{asks}, quits_{quits} {}

    /// SIGINT: a second one within a second ends the step; the first is for the tasks, or at a terminal a
    /// question. SIGTERM, SIGQUIT and SIGHUP end the step. All others are the tasks' own.
    Reaction on(int signal, Clock::time_point now);

  private:
    bool asks_;
    bool quits_;
    std::optional<Clock::time_point> last_;
};

}  // namespace sluice::srun
