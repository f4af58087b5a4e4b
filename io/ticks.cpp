// SPDX-License-Identifier: Apache-2.0
#include "io/ticks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sluice::io {
namespace {

/// The smallest of 1, 2, 5, 10, ... times a power of ten that is no smaller than `step`.
double round_up(double step) {
    const double power = std::pow(10, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (step <= factor * power * (1 + 1e-9)) return factor * power;
    }
    return 10 * power;
}

std::string label(double value, double step, double largest) {
    if (largest >= 1e5 || largest < 1e-2) return fmt::format("{:g}", value);
    const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
    return fmt::format("{:.{}f}", value, decimals);
}

}  // namespace

std::vector<Tick> round_ticks(double low, double high, int wanted) {
    std::vector<Tick> ticks;
    if (!(high > low)) return ticks;
    const double step = round_up((high - low) / wanted);
    const double largest = std::max(std::abs(low), std::abs(high));
    const double slack = 1e-9 * step;
    for (double n = std::ceil((low - slack) / step); n * step <= high + slack; ++n) {
        const double value = n == 0 ? 0.0 : n * step;  // no minus zero
        ticks.push_back({value, label(value, step, largest)});
    }
    return ticks;
}

std::vector<Tick> degree_ticks(double low, double high, int wanted) {
    for (const double step : {5.0, 10.0, 15.0, 30.0, 45.0, 90.0}) {
        if ((high - low) / step > wanted || (high - low) / step < 2) continue;
        std::vector<Tick> ticks;
        for (double n = std::ceil(low / step - 1e-9); n * step <= high + 1e-9; ++n)
            ticks.push_back({n * step + 0.0, fmt::format("{:g}", n * step + 0.0)});
        return ticks;
    }
    return round_ticks(low, high, wanted);
}

std::string short_number(double value) { return fmt::format("{:.3g}", value); }

}  // namespace sluice::io
