// SPDX-License-Identifier: Apache-2.0
#include "io/stroke.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::io {
namespace {

double distance_to_segment(const Point& p, const Point& a, const Point& b) {
    const Point along{b.x - a.x, b.y - a.y};
    const double square = along.x * along.x + along.y * along.y;
    const double share = square == 0 ? 0 : ((p.x - a.x) * along.x + (p.y - a.y) * along.y) / square;
    const Point nearest = between(a, b, std::clamp(share, 0.0, 1.0));
    return std::hypot(p.x - nearest.x, p.y - nearest.y);
}

double distance_to_stroke(const Point& p, const Stroke& stroke) {
    double distance = distance_to_segment(p, stroke.front(), stroke.front());
    for (std::size_t n = 0; n + 1 < stroke.size(); ++n) {
        distance = std::min(distance, distance_to_segment(p, stroke[n], stroke[n + 1]));
    }
    return distance;
}

}  // namespace

Point between(const Point& a, const Point& b, double share) {
    return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

void draw_stroke(Image& image, const Stroke& stroke, double width, Colour colour) {
    const auto [left, right] =
        std::minmax_element(stroke.begin(), stroke.end(), [](auto a, auto b) { return a.x < b.x; });
    const auto [top, bottom] =
        std::minmax_element(stroke.begin(), stroke.end(), [](auto a, auto b) { return a.y < b.y; });
    for (int y = static_cast<int>(top->y - width) - 1; y <= bottom->y + width + 1; ++y) {
        for (int x = static_cast<int>(left->x - width) - 1; x <= right->x + width + 1; ++x) {
            const double distance = distance_to_stroke({x + 0.5, y + 0.5}, stroke);
            image.paint(x, y, colour, std::clamp(0.5 + width / 2 - distance, 0.0, 1.0));
        }
    }
}

}  // namespace sluice::io
