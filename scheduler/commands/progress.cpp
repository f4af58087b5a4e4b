// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace sluice::commands {

Progress::Progress() : on_terminal_{::isatty(STDOUT_FILENO) == 1} {}

Progress::~Progress() {
    if (on_terminal_ && !shown_.empty()) fmt::print("\n");
}

void Progress::show(const std::string& text) {
    if (text == shown_) return;
    if (on_terminal_) fmt::print("\r\x1b[K{}", text);
    else fmt::print("{}\n", text);
    std::fflush(stdout);
    shown_ = text;
}

}  // namespace sluice::commands
