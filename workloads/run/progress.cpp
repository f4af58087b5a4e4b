// SPDX-License-Identifier: Apache-2.0
#include "workloads/run/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace sluice::run {
namespace {

using namespace std::chrono_literals;

constexpr int kBarWidth = 30;

/// Does a person look at standard output? mpirun gives its ranks a terminal even when its own output goes to
/// a file, but then their standard input is none.
bool on_terminal() { return isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0; }

int tenths_of(double share) { return static_cast<int>(10 * share + 1e-9); }

}  // namespace

Progress::Progress(Settings settings)
    : settings_{std::move(settings)}, on_terminal_{on_terminal()}, tenths_{tenths_of(settings_.begin)} {}

void Progress::advance(double share, double work, const Note& note) {
    work_ = work;
    share = std::clamp(share, 0.0, 1.0);
    if (settings_.silent || !is_due(share)) return;
    if (on_terminal_) {
        const auto done = static_cast<int>(share * kBarWidth);
        fmt::print("\r[{:=<{}}{: <{}}] {} \033[K", "", done, "", kBarWidth - done, line(share, note));
    } else {
        fmt::print("{}\n", line(share, note));
    }
    std::fflush(stdout);
}

bool Progress::is_due(double share) {
    if (on_terminal_) {
        const Clock::time_point now = Clock::now();
        if (now - drawn_ < 100ms && share < 1) return false;
        drawn_ = now;
        return true;
    }
    if (tenths_of(share) <= tenths_) return false;
    tenths_ = tenths_of(share);
    return true;
}

std::string Progress::line(double share, const Note& note) const {
    const double done_now = share - settings_.begin;
    const std::string left =
        done_now > 0 ? readable_duration(wall_seconds() * (1 - share) / done_now) : std::string{"unknown"};
    return fmt::format("{:3.0f} %  {}{}{} {}/s  {} left", 100 * share, note ? note() : "", note ? "  " : "",
                       readable_number(rate()), settings_.work, left);
}

void Progress::finish() {
    if (!settings_.silent && on_terminal_) fmt::print("\n");
}

double Progress::wall_seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

double Progress::rate() const { return work_ / wall_seconds(); }

std::string readable_duration(double seconds) {
    const auto whole = static_cast<long>(std::lround(seconds));
    if (whole < 100) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string readable_number(double number) {
    constexpr std::array kPrefixes{"", " k", " M", " G", " T"};
    std::size_t n = 0;
    for (; number >= 999.5 && n + 1 < kPrefixes.size(); ++n) number /= 1000;
    const int decimals = number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
    return fmt::format("{:.{}f}{}", number, decimals, kPrefixes[n]);
}

}  // namespace sluice::run
