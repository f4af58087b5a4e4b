// SPDX-License-Identifier: Apache-2.0
#include "io/curve_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "io/lettering.hpp"
#include "io/stroke.hpp"
#include "io/ticks.hpp"

namespace sluice::io {
namespace {

constexpr int kHeight = 560, kRight = 48;
constexpr double kLineWidth = 3.2, kBandCoverage = 0.22;
constexpr Colour kReferenceColour{176, 36, 52};
constexpr std::array<Colour, 5> kColours{
    {{27, 94, 160}, {214, 110, 22}, {38, 132, 88}, {128, 72, 150}, {90, 90, 98}}};

/// The points of a curve that can be drawn.
struct Line {
    std::string name;
    Colour colour;
    std::vector<double> x, y, half_band;
};

Line line_of(const CurvePicture& picture, std::size_t n) {
    const Curve& curve = picture.curves[n];
    const bool has_band = !curve.half_band.empty();
    if (curve.values.size() != picture.x.size() || (has_band && curve.half_band.size() != picture.x.size()))
        throw std::invalid_argument{"a curve needs a value for every x"};
    Line line{curve.name, kColours[n % kColours.size()], {}, {}, {}};
    for (std::size_t i = 0; i < picture.x.size(); ++i) {
        const bool is_placed = std::isfinite(picture.x[i]) && (picture.x_scale == AxisScale::linear || picture.x[i] > 0);
        if (!is_placed || !std::isfinite(curve.values[i])) continue;
        line.x.push_back(picture.x[i]);
        line.y.push_back(curve.values[i]);
        if (has_band) line.half_band.push_back(std::isfinite(curve.half_band[i]) ? curve.half_band[i] : 0);
    }
    if (line.x.size() < 2) throw std::invalid_argument{fmt::format("'{}' has fewer than two points to draw", curve.name)};
    return line;
}

PlotAxis x_axis_of(const CurvePicture& picture, const std::vector<Line>& lines) {
    double low = lines.front().x.front(), high = lines.front().x.back();
    for (const Line& line : lines) {
        low = std::min(low, line.x.front());
        high = std::max(high, line.x.back());
    }
    return {picture.x_label, low, high, picture.x_scale};
}

/// With some air above and below.
PlotAxis y_axis_of(const CurvePicture& picture, const std::vector<Line>& lines) {
    double low = picture.reference.value_or(std::numeric_limits<double>::max());
    double high = picture.reference.value_or(std::numeric_limits<double>::lowest());
    for (const Line& line : lines) {
        for (std::size_t i = 0; i < line.y.size(); ++i) {
            const double band = line.half_band.empty() ? 0 : line.half_band[i];
            low = std::min(low, line.y[i] - band);
            high = std::max(high, line.y[i] + band);
        }
    }
    const double air = high > low ? 0.06 * (high - low) : std::max(1e-12, 0.01 * std::abs(high));
    return {picture.y_label, low - air, high + air};
}

class Plot {
  public:
    Plot(Image& image, const Rectangle& area, PlotAxis x, PlotAxis y)
        : image_{image}, area_{area}, x_{std::move(x)}, y_{std::move(y)} {}

    void draw_grid() const {
        for (const auto& [value, label] : round_ticks(y_.low, y_.high, std::max(2, area_.height() / 90))) {
            const int row = static_cast<int>(place(x_.low, value).y);
            image_.fill({area_.left, row, area_.right, row + 1}, kFaintInk);
        }
    }

    /// Between the lower and the upper edge of the band, column by column.
    void draw_band(const Line& line) const {
        if (line.half_band.empty()) return;
        for (std::size_t i = 0; i + 1 < line.x.size(); ++i) {
            const Point low = place(line.x[i], line.y[i] - line.half_band[i]);
            const Point high = place(line.x[i], line.y[i] + line.half_band[i]);
            const Point next_low = place(line.x[i + 1], line.y[i + 1] - line.half_band[i + 1]);
            const Point next_high = place(line.x[i + 1], line.y[i + 1] + line.half_band[i + 1]);
            for (int column = static_cast<int>(std::ceil(low.x)); column < next_low.x; ++column) {
                const double share = (column - low.x) / (next_low.x - low.x);
                shade(column, std::lerp(high.y, next_high.y, share), std::lerp(low.y, next_low.y, share), line.colour);
            }
        }
    }

    void draw_line(const Line& line) const {
        for (std::size_t i = 0; i + 1 < line.x.size(); ++i)
            draw_stroke(image_, {place(line.x[i], line.y[i]), place(line.x[i + 1], line.y[i + 1])}, kLineWidth,
                        line.colour);
    }

    void draw_reference(double value) const {
        const double y = place(x_.low, value).y;
        for (double x = area_.left + 4; x + 12 < area_.right; x += 20)
            draw_stroke(image_, {{x, y}, {x + 11, y}}, 2, kReferenceColour);
    }

    void draw_axes() const {
        image_.frame(area_, kFrame, kInk);
        draw_x_axis(image_, area_, x_);
        draw_y_axis(image_, area_, y_);
    }

  private:
    Point place(double x, double y) const {
        return {std::lerp(area_.left, area_.right, x_.share(x)), std::lerp(area_.bottom, area_.top, y_.share(y))};
    }

    void shade(int column, double top, double bottom, Colour colour) const {
        for (int row = static_cast<int>(top); row < bottom; ++row) image_.paint(column, row, colour, kBandCoverage);
    }

    Image& image_;
    Rectangle area_;
    PlotAxis x_, y_;
};

/// Names inside the plot at the top right, one below the other.
class Legend {
  public:
    Legend(Image& image, const Rectangle& area) : image_{image}, right_{area.right - 20.0}, y_{area.top + 28.0} {}

    void add_line(const std::string& name, Colour colour) {
        const double x = add_name(name);
        draw_stroke(image_, {{x - 40, y_}, {x - 12, y_}}, kLineWidth, colour);
        y_ += kSpacing;
    }
    void add_band(const std::string& name, Colour colour) {
        const int x = static_cast<int>(add_name(name)), y = static_cast<int>(y_);
        for (int row = y - 8; row < y + 8; ++row)
            for (int column = x - 42; column < x - 10; ++column) image_.paint(column, row, colour, kBandCoverage);
        y_ += kSpacing;
    }
    void add_dashes(const std::string& name) {
        const double x = add_name(name);
        draw_stroke(image_, {{x - 40, y_}, {x - 30, y_}}, 2, kReferenceColour);
        draw_stroke(image_, {{x - 22, y_}, {x - 12, y_}}, 2, kReferenceColour);
        y_ += kSpacing;
    }

  private:
    static constexpr double kSpacing = 30;

    /// Returns where the name begins.
    double add_name(const std::string& name) {
        draw_text(image_, right_, y_, name, {kSmall, kInk, Anchor::end});
        return right_ - text_length(name, kSmall);
    }

    Image& image_;
    double right_, y_;
};

void draw_legend(Image& image, const Rectangle& area, const CurvePicture& picture, const std::vector<Line>& lines) {
    Legend legend{image, area};
    for (const Line& line : lines) legend.add_line(line.name, line.colour);
    const auto banded = std::ranges::find_if(lines, [](const Line& line) { return !line.half_band.empty(); });
    if (banded != lines.end() && !picture.band.empty()) legend.add_band(picture.band, banded->colour);
    if (picture.reference) legend.add_dashes(fmt::format("reference {:.7g}", *picture.reference));
}

}  // namespace

Image draw(const CurvePicture& picture) {
    if (picture.curves.empty()) throw std::invalid_argument{"a picture needs a curve"};
    std::vector<Line> lines;
    for (std::size_t n = 0; n < picture.curves.size(); ++n) lines.push_back(line_of(picture, n));

    const Rectangle area{kLeft + 20, kTop, kLeft + 20 + kPlotWidth, kTop + kHeight};
    Image image{area.right + kRight, area.bottom + kBelow, kPaper};
    const Plot plot{image, area, x_axis_of(picture, lines), y_axis_of(picture, lines)};
    plot.draw_grid();
    for (const Line& line : lines) plot.draw_band(line);
    if (picture.reference) plot.draw_reference(*picture.reference);
    for (const Line& line : lines) plot.draw_line(line);
    plot.draw_axes();
    draw_legend(image, area, picture, lines);
    draw_title(image, area.left, picture.title);
    return image;
}

}  // namespace sluice::io
