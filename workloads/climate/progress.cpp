// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace sluice::climate {
namespace {

using namespace std::chrono_literals;

constexpr int kBarWidth = 30;

/// Does a person look at standard output? mpirun gives its ranks a terminal even when its own output goes to
/// a file, but then their standard input is none.
bool on_terminal() { return isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0; }

}  // namespace

Progress::Progress(double duration, double cells, bool silent)
    : duration_{duration}, cells_{cells}, silent_{silent}, on_terminal_{on_terminal()} {}

void Progress::advance(double time) {
    ++steps_;
    if (silent_) return;
    const double share = time / duration_;
    on_terminal_ ? draw_bar(share, time) : print_line(share, time);
}

void Progress::draw_bar(double share, double time) {
    const Clock::time_point now = Clock::now();
    if (now - drawn_ < 100ms && share < 1) return;
    drawn_ = now;
    const auto done = static_cast<int>(share * kBarWidth);
    fmt::print("\r[{:=<{}}{: <{}}] {:3.0f} %  t = {:.6g} s  {:.1f} M cells/s  {:.0f} s left \033[K", "", done,
               "", kBarWidth - done, 100 * share, time, 1e-6 * rate(), wall_seconds() * (1 - share) / share);
    std::fflush(stdout);
}

void Progress::print_line(double share, double time) {
    const auto tenths = static_cast<int>(10 * share + 1e-9);
    if (tenths <= tenths_) return;
    tenths_ = tenths;
    fmt::print("{:3.0f} %  t = {:.6g} s  {:.1f} M cell updates/s  {:.0f} s left\n", 100 * share, time,
               1e-6 * rate(), wall_seconds() * (1 - share) / share);
    std::fflush(stdout);
}

void Progress::finish() {
    if (!silent_ && on_terminal_) fmt::print("\n");
}

double Progress::wall_seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

double Progress::rate() const { return static_cast<double>(steps_) * cells_ / wall_seconds(); }

}  // namespace sluice::climate
