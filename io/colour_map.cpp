// SPDX-License-Identifier: Apache-2.0
#include "io/colour_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace sluice::io {
namespace {

/// Lightness 0 to 1, chroma from 0 (grey), hue in degrees, in the perceptually uniform space Oklab.
/// Source: B. Ottosson, A perceptual color space for image processing, 2020.
struct Oklch {
    double lightness, chroma, hue;
};

struct LinearRgb {
    double red, green, blue;

    bool displayable() const {
        return std::min({red, green, blue}) >= 0 && std::max({red, green, blue}) <= 1;
    }
};

double cube(double x) { return x * x * x; }

LinearRgb to_rgb(const Oklch& colour) {
    const double angle = colour.hue * std::numbers::pi / 180;
    const double a = colour.chroma * std::cos(angle);
    const double b = colour.chroma * std::sin(angle);
    const double l = cube(colour.lightness + 0.3963377774 * a + 0.2158037573 * b);
    const double m = cube(colour.lightness - 0.1055613458 * a - 0.0638541728 * b);
    const double s = cube(colour.lightness - 0.0894841775 * a - 1.2914855480 * b);
    return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

/// The transfer curve of sRGB (IEC 61966-2-1).
std::uint8_t encode(double linear) {
    const double curved = linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(curved, 0.0, 1.0)));
}

/// The colour, greyed until a screen can show it.
Colour to_screen(Oklch colour) {
    while (!to_rgb(colour).displayable() && colour.chroma > 1e-3) colour.chroma *= 0.98;
    const LinearRgb rgb = to_rgb(colour);
    return {encode(rgb.red), encode(rgb.green), encode(rgb.blue)};
}

constexpr int kColours = 512;
using Table = std::array<Colour, kColours>;

template <class ColourOf>
Table tabulate(ColourOf colour_of) {
    Table table{};
    for (int n = 0; n < kColours; ++n)
        table[static_cast<std::size_t>(n)] = to_screen(colour_of(n / (kColours - 1.0)));
    return table;
}

Colour look_up(const Table& table, double share) {
    return table[static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * (kColours - 1)))];
}

Oklch from_indigo_to_yellow(double share) {
    const double chroma = 0.05 + 0.15 * std::sin(std::numbers::pi * std::pow(share, 0.8));
    return {0.16 + 0.81 * share, chroma, 278 + 187 * share};
}

Oklch from_blue_to_red(double share) {
    const double distance = std::abs(2 * share - 1);
    const double chroma = 0.18 * std::pow(distance, 0.8) * (1 - 0.25 * distance);
    return {0.97 - 0.60 * distance, chroma, share < 0.5 ? 255.0 : 27.0};
}

}  // namespace

Colour sequential_colour(double share) {
    static const Table table = tabulate(from_indigo_to_yellow);
    return look_up(table, share);
}

Colour diverging_colour(double share) {
    static const Table table = tabulate(from_blue_to_red);
    return look_up(table, share);
}

}  // namespace sluice::io
