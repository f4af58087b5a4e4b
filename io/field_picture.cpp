// SPDX-License-Identifier: Apache-2.0
#include "io/field_picture.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "io/colour_map.hpp"
#include "io/lettering.hpp"
#include "io/plot_frame.hpp"
#include "io/ticks.hpp"

namespace sluice::io {
namespace {

constexpr int kTallestPlot = 760;
constexpr double kFlattest = 0.3;  // height of the plot over its width
constexpr int kRight = 190;        // margin, with the colour bar
constexpr int kBarGap = 30, kBarWidth = 24;

/// Which colour a value has.
struct ColourScale {
    double low, high;
    Colour (*map)(double);

    Colour operator()(double value) const { return map((value - low) / (high - low)); }
};

ColourScale scale_for(std::span<const double> values) {
    const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
    const double low = *smallest, high = *largest;
    const double reach = std::max(std::abs(low), std::abs(high));
    if (low == high) return {low - 1, high + 1, sequential_colour};
    if (std::min(-low, high) > 0.2 * reach) return {-reach, reach, diverging_colour};
    return {low, high, sequential_colour};
}

/// Value at a place counted in cells from the corner of the field, linear between the middles of cells.
double interpolate(const FieldPicture& field, double x, double y) {
    const double column = std::clamp(x - 0.5, 0.0, field.nx - 1.0);
    const double row = std::clamp(y - 0.5, 0.0, field.ny - 1.0);
    const int i = std::min(static_cast<int>(column), std::max(field.nx - 2, 0));
    const int k = std::min(static_cast<int>(row), std::max(field.ny - 2, 0));
    const auto at = [&](int column_of, int row_of) {
        const int inside = std::min(row_of, field.ny - 1) * field.nx + std::min(column_of, field.nx - 1);
        return field.values[static_cast<std::size_t>(inside)];
    };
    return std::lerp(std::lerp(at(i, k), at(i + 1, k), column - i),
                     std::lerp(at(i, k + 1), at(i + 1, k + 1), column - i), row - k);
}

/// The area of the plot, of the shape of the plane within reason.
Rectangle place_plot(const FieldPicture& field) {
    const double shape = (field.y.high - field.y.low) / (field.x.high - field.x.low);
    const double height = std::clamp(shape, kFlattest, 1.0) * kPlotWidth;
    const double shrink = std::min(1.0, kTallestPlot / height);
    return {kLeft, kTop, kLeft + static_cast<int>(shrink * kPlotWidth),
            kTop + static_cast<int>(shrink * height)};
}

void draw_field(Image& image, const Rectangle& plot, const FieldPicture& field, const ColourScale& colour) {
    for (int y = plot.top; y < plot.bottom; ++y) {
        for (int x = plot.left; x < plot.right; ++x) {
            const double column = (x + 0.5 - plot.left) * field.nx / plot.width();
            const double row = (plot.bottom - y - 0.5) * field.ny / plot.height();
            image.paint(x, y, colour(interpolate(field, column, row)));
        }
    }
    image.frame(plot, kFrame, kInk);
}

/// Round marks inside the bar, smallest and largest colour named at its ends.
void draw_colour_bar(Image& image, const Rectangle& bar, const ColourScale& colour,
                     const std::string& quantity) {
    for (int y = bar.top; y < bar.bottom; ++y) {
        const double share = (bar.bottom - y - 0.5) / bar.height();
        image.fill({bar.left, y, bar.right, y + 1}, colour(std::lerp(colour.low, colour.high, share)));
    }
    image.frame(bar, kFrame, kInk);
    const auto mark = [&](double value, const std::string& label) {
        const double y = std::lerp(bar.bottom, bar.top, (value - colour.low) / (colour.high - colour.low));
        const int row = std::clamp(static_cast<int>(y) - 1, bar.top - kFrame, bar.bottom);
        image.fill({bar.right, row, bar.right + kFrame + kTickLength, row + kFrame}, kInk);
        draw_text(image, bar.right + 16, y, label, {kSmall, kInk});
    };
    mark(colour.low, short_number(colour.low));
    mark(colour.high, short_number(colour.high));
    const double clearance = 20.0 / bar.height() * (colour.high - colour.low);  // of the marks at the ends
    for (const auto& [value, label] : round_ticks(colour.low, colour.high, std::max(2, bar.height() / 70))) {
        if (value > colour.low + clearance && value < colour.high - clearance) mark(value, label);
    }
    const double fitting = kMedium * image.height() / text_length(quantity, kMedium);
    draw_text(image, image.width() - 28, 0.5 * (bar.top + bar.bottom), quantity,
              {std::min(kMedium, 0.9 * fitting), kInk, Anchor::middle, Heading::up});
}

}  // namespace

Image draw(const FieldPicture& picture) {
    if (picture.values.empty() || std::ssize(picture.values) != std::ptrdiff_t{picture.nx} * picture.ny) {
        throw std::invalid_argument{"a picture needs nx ny values"};
    }
    const Rectangle plot = place_plot(picture);
    const Rectangle bar{plot.right + kBarGap, plot.top, plot.right + kBarGap + kBarWidth, plot.bottom};
    const ColourScale colour = scale_for(picture.values);
    Image image{plot.right + kRight, plot.bottom + kBelow, kPaper};
    draw_field(image, plot, picture, colour);
    draw_x_axis(image, plot, {picture.x.label, picture.x.low, picture.x.high});
    draw_y_axis(image, plot, {picture.y.label, picture.y.low, picture.y.high});
    draw_colour_bar(image, bar, colour, picture.quantity);
    draw_title(image, plot.left, picture.title);
    return image;
}

}  // namespace sluice::io
