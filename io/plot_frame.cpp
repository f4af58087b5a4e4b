// SPDX-License-Identifier: Apache-2.0
#include "io/plot_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/lettering.hpp"
#include "io/ticks.hpp"

namespace sluice::io {
namespace {

/// The powers of ten within the axis.
std::vector<Tick> power_ticks(const PlotAxis& axis) {
    std::vector<Tick> ticks;
    for (double power = std::ceil(std::log10(axis.low) - 1e-9); power <= std::log10(axis.high) + 1e-9; ++power) {
        const double value = std::pow(10, power);
        ticks.push_back({value, power >= -3 && power <= 4 ? fmt::format("{:g}", value) : fmt::format("1e{:g}", power)});
    }
    return ticks;
}

std::vector<Tick> ticks_of(const PlotAxis& axis, int wanted) {
    if (axis.label.ends_with("(degrees)")) return degree_ticks(axis.low, axis.high, wanted);
    if (axis.scale == AxisScale::linear) return round_ticks(axis.low, axis.high, wanted);
    return power_ticks(axis);
}

double fitting(std::string_view text, double cap_height, double room) {
    return std::min(cap_height, 0.95 * cap_height * room / std::max(1.0, text_length(text, cap_height)));
}

}  // namespace

double PlotAxis::share(double value) const {
    if (scale == AxisScale::linear) return (value - low) / (high - low);
    return std::log(value / low) / std::log(high / low);
}

void draw_x_axis(Image& image, const Rectangle& plot, const PlotAxis& axis) {
    for (const auto& [value, label] : ticks_of(axis, 12)) {
        const double x = std::lerp(plot.left, plot.right, axis.share(value));
        const int column = std::clamp(static_cast<int>(x) - 1, plot.left - kFrame, plot.right);
        image.fill({column, plot.bottom, column + kFrame, plot.bottom + kFrame + kTickLength}, kInk);
        draw_text(image, x, plot.bottom + 24, label, {kSmall, kInk, Anchor::middle});
    }
    draw_text(image, 0.5 * (plot.left + plot.right), plot.bottom + 58, axis.label,
              {fitting(axis.label, kMedium, plot.width()), kInk, Anchor::middle});
}

void draw_y_axis(Image& image, const Rectangle& plot, const PlotAxis& axis) {
    for (const auto& [value, label] : ticks_of(axis, std::max(2, plot.height() / 80))) {
        const double y = std::lerp(plot.bottom, plot.top, axis.share(value));
        const int row = std::clamp(static_cast<int>(y) - 1, plot.top - kFrame, plot.bottom);
        image.fill({plot.left - kFrame - kTickLength, row, plot.left, row + kFrame}, kInk);
        draw_text(image, plot.left - 16, y, label, {kSmall, kInk, Anchor::end});
    }
    draw_text(image, 28, 0.5 * (plot.top + plot.bottom), axis.label,
              {fitting(axis.label, kMedium, image.height()), kInk, Anchor::middle, Heading::up});
}

void draw_title(Image& image, int left, std::string_view title) {
    draw_text(image, left, 0.5 * kTop, title, {fitting(title, kLarge, image.width() - left - 16), kInk});
}

}  // namespace sluice::io
