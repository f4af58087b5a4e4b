// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/summary.hpp"

#include <fmt/format.h>

#include <string_view>

namespace sluice::climate {
namespace {

template <class... Args>
void line(std::string_view name, fmt::format_string<Args...> text, Args&&... args) {
    fmt::print("{}: {}\n", name, fmt::format(text, std::forward<Args>(args)...));
}

void line_unless_empty(std::string_view name, const std::string& value) {
    if (!value.empty()) line(name, "{}", value);
}

double relative_change(double from, double to) { return (to - from) / from; }

}  // namespace

void print(const Summary& s) {
    line("title", "{}", s.title);
    line("parameters", "{}", s.parameters);
    line("mesh", "{} x {} cells of {:.6g} m x {:.6g} m", s.nx, s.nz, s.dx, s.dz);
    line("simulated time", "{:.6g} s in {} steps", s.end.time, s.steps);
    line("mass at start", "{:.15e} kg m-1", s.start.mass);
    line("mass at end", "{:.15e} kg m-1", s.end.mass);
    line("mass relative change", "{:.3e}", relative_change(s.start.mass, s.end.mass));
    line("total energy relative change", "{:.3e}", relative_change(s.start.energy, s.end.energy));
    line("theta' smallest", "{:.9g} K", s.end.coldest);
    line("theta' largest", "{:.9g} K", s.end.warmest);
    line("vertical wind largest", "{:.9g} m s-1", s.end.fastest);
    line("ranks", "{}, {}", s.ranks, s.layout);
    line("nodes", "{}", s.nodes);
    line_unless_empty("job", s.job);
    line("wall time", "{:.2f} s", s.wall_seconds);
    line("rate", "{:.4g} cell updates/s", s.rate);
    line("outcome", "{}", s.outcome);
    line_unless_empty("file", s.file);
}

}  // namespace sluice::climate
