// SPDX-License-Identifier: Apache-2.0
// The picture of a field on a plane: colours, axes with units, colour bar, title.
#pragma once

#include <span>
#include <string>

#include "io/image.hpp"

namespace sluice::io {

struct PictureAxis {
    std::string label;  // with the unit: "x (km)"
    double low, high;   // at the outer edges of the field
};

struct FieldPicture {
    std::string title;
    std::string quantity;  // with the unit, beside the colour bar
    PictureAxis x, y;
    int nx, ny;
    std::span<const double> values;  // [ny][nx], the lowest y first
};

/// Draws the field, interpolated between the middles of its cells. The shape of the plane is kept while it is
/// no flatter than 10:3 and no taller than square. Colours run from the smallest value to the largest or, if
/// the field has a good share on both sides of zero, evenly to both sides of it. Throws std::invalid_argument
/// if the number of values is not nx ny or zero.
Image draw(const FieldPicture& picture);

}  // namespace sluice::io
