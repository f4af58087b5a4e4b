// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/interrupts.hpp"

#include <csignal>
#include <utility>

namespace sluice::srun {

Reaction Interrupts::on(int signal, Clock::time_point now) {
    switch (signal) {
        case SIGTERM:
        case SIGQUIT:
        case SIGHUP: return Reaction::end;
        case SIGINT: break;
        default: return Reaction::forward;
    }
    if (quits_) return Reaction::end;
    const auto last = std::exchange(last_, now);
    if (last && now - *last <= kAgain) return Reaction::end;
    return asks_ ? Reaction::warn : Reaction::forward;
}

}  // namespace sluice::srun
