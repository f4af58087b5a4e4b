// SPDX-License-Identifier: Apache-2.0
#include "io/lettering.hpp"

#include <algorithm>
#include <vector>

#include "io/stroke.hpp"
#include "io/typeface.hpp"

namespace sluice::io {
namespace {

using Strokes = std::vector<Stroke>;

constexpr double kSpaceWidth = 3;   // of a blank, in columns of the typeface
constexpr double kLetterGap = 2;    // between letters
constexpr double kPenWidth = 0.14;  // in heights of a capital

/// Cuts the corners of a chain but not its ends; repeated, it tends to a quadratic B-spline.
/// Source: G. Chaikin, Computer Graphics and Image Processing 3, 346-349 (1974).
Stroke cut_corners(const Stroke& chain) {
    Stroke smooth{chain.front()};
    for (std::size_t n = 0; n + 1 < chain.size(); ++n) {
        if (n > 0) smooth.push_back(between(chain[n], chain[n + 1], 0.25));
        if (n + 2 < chain.size()) smooth.push_back(between(chain[n], chain[n + 1], 0.75));
    }
    smooth.push_back(chain.back());
    return smooth;
}

Stroke parse_stroke(std::string_view text) {
    const bool curved = text.front() == '~';
    if (curved) text.remove_prefix(1);
    Stroke stroke;
    for (std::size_t n = 0; n + 1 < text.size(); n += 2) {
        stroke.push_back({static_cast<double>(text[n] - '0'), static_cast<double>(text[n + 1] - '0')});
    }
    for (int round = 0; curved && round < 3; ++round) stroke = cut_corners(stroke);
    return stroke;
}

Strokes parse_letter(std::string_view text) {
    Strokes strokes;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        strokes.push_back(parse_stroke(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return strokes;
}

double width_of(const Strokes& strokes) {
    double width = 0;
    for (const Stroke& stroke : strokes) {
        for (const Point& point : stroke) width = std::max(width, point.x);
    }
    return width;
}

/// The whole line in columns and rows of the typeface, from x = 0, and its length.
struct Line {
    Strokes strokes;
    double length = 0;
};

Line lay_out(std::string_view text) {
    Line line;
    double pen = 0;
    for (const char code : text) {
        if (code == ' ') {
            pen += kSpaceWidth;
            continue;
        }
        const Strokes letter = parse_letter(strokes_of(code));
        for (Stroke stroke : letter) {
            for (Point& point : stroke) point.x += pen;
            line.strokes.push_back(std::move(stroke));
        }
        line.length = pen + width_of(letter);
        pen = line.length + kLetterGap;
    }
    return line;
}

double share_before(Anchor anchor) {
    switch (anchor) {
        case Anchor::start:
            return 0;
        case Anchor::middle:
            return 0.5;
        case Anchor::end:
            return 1;
    }
    return 0;
}

}  // namespace

void draw_text(Image& image, double x, double y, std::string_view text, const TextStyle& style) {
    Line line = lay_out(text);
    const double scale = style.cap_height / (kCapLine - kBaseline);
    const double before = share_before(style.anchor) * line.length;
    for (Stroke& stroke : line.strokes) {
        for (Point& point : stroke) {
            const double along = (point.x - before) * scale;
            const double above = (point.y - (kBaseline + kCapLine) / 2) * scale;
            point =
                style.heading == Heading::right ? Point{x + along, y - above} : Point{x - above, y - along};
        }
        draw_stroke(image, stroke, kPenWidth * style.cap_height, style.colour);
    }
}

double text_length(std::string_view text, double cap_height) {
    return lay_out(text).length * cap_height / (kCapLine - kBaseline);
}

}  // namespace sluice::io
