// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/ending.hpp"

#include <algorithm>
#include <csignal>

#include "launcher/step/processes.hpp"

namespace sluice::step {

using namespace std::chrono_literals;

void Ending::begin(std::chrono::seconds kill_wait) {
    containment_.signal(SIGCONT);
    containment_.signal(SIGTERM);
    kill_at_ = std::min(kill_at_, wire::Clock::now() + kill_wait);
    tasks_.bell().ring();
}

asio::awaitable<void> Ending::run() {
    for (;;) {
        while (wire::Clock::now() < kill_at_) co_await tasks_.bell().heard_by(kill_at_);
        co_await kill_all(wire::Clock::now() + 10s);
        co_await tasks_.bell().heard_by(wire::Clock::now() + 1s);
    }
}

asio::awaitable<bool> Ending::kill_all(wire::Clock::time_point deadline) {
    auto pause = 1ms;
    while (containment_.kill() > 0 && wire::Clock::now() < deadline) {
        co_await tasks_.bell().heard_by(wire::Clock::now() + pause);
        pause = std::min(2 * pause, 100ms);
    }
    co_return !has_children();
}

}  // namespace sluice::step
