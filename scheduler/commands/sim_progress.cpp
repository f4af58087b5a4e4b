// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sim_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace sluice::commands {

SimProgress::SimProgress() : on_terminal_{::isatty(STDERR_FILENO) == 1} {}

SimProgress::~SimProgress() {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
}

void SimProgress::show(std::size_t done, std::size_t of) {
    if (!on_terminal_) return;
    constexpr std::size_t kWidth = 40;
    const auto filled = kWidth * done / of;
    fmt::print(stderr, "\r[{}{}] {:3} %  {} of {} jobs", std::string(filled, '#'), std::string(kWidth - filled, '.'),
               100 * done / of, done, of);
    std::fflush(stderr);
    shown_ = true;
}

}  // namespace sluice::commands
