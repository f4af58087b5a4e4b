// SPDX-License-Identifier: Apache-2.0
// Text in pictures, from a small built-in typeface of strokes: needs no font files and no display.
#pragma once

#include <string_view>

#include "io/image.hpp"

namespace sluice::io {

enum class Anchor { start, middle, end };  // which part of the line is at the given point
enum class Heading { right, up };          // which way the line runs

struct TextStyle {
    double cap_height;  // pixels
    Colour colour;
    Anchor anchor = Anchor::start;
    Heading heading = Heading::right;
};

/// One line of printable ASCII (others become a box), capitals centred on the point across the line.
void draw_text(Image& image, double x, double y, std::string_view text, const TextStyle& style);

/// Length of the line in pixels.
double text_length(std::string_view text, double cap_height);

}  // namespace sluice::io
