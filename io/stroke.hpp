// SPDX-License-Identifier: Apache-2.0
// Lines drawn with a round pen, edges smoothed over a pixel.
#pragma once

#include <vector>

#include "io/image.hpp"

namespace sluice::io {

/// In pixels from the top left corner; (0.5, 0.5) is the middle of the first pixel.
struct Point {
    double x, y;
};

Point between(const Point& a, const Point& b, double share);

/// A chain of points; one point is a dot.
using Stroke = std::vector<Point>;

void draw_stroke(Image& image, const Stroke& stroke, double width, Colour colour);

}  // namespace sluice::io
