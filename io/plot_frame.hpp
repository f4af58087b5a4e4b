// SPDX-License-Identifier: Apache-2.0
// What all plots share: margins, sizes of letters, colours of paper and ink, axes with round marks.
#pragma once

#include <string>
#include <string_view>

#include "io/image.hpp"

namespace sluice::io {

inline constexpr Colour kPaper{255, 255, 255};
inline constexpr Colour kInk{38, 38, 46};
inline constexpr Colour kFaintInk{222, 222, 228};
inline constexpr int kPlotWidth = 1000;
inline constexpr int kLeft = 96, kTop = 72, kBelow = 88;  // margins around a plot
inline constexpr int kTickLength = 7, kFrame = 2;
inline constexpr double kSmall = 12, kMedium = 14, kLarge = 17;  // cap heights

enum class AxisScale { linear, logarithmic };

struct PlotAxis {
    std::string label;
    double low, high;
    AxisScale scale = AxisScale::linear;

    /// Where the value is, from 0 at the low end to 1 at the high end.
    double share(double value) const;
};

/// Below the plot and to the left of it.
void draw_x_axis(Image& image, const Rectangle& plot, const PlotAxis& axis);
void draw_y_axis(Image& image, const Rectangle& plot, const PlotAxis& axis);

/// In the margin above the plot, smaller if it would not fit beside `left`.
void draw_title(Image& image, int left, std::string_view title);

}  // namespace sluice::io
