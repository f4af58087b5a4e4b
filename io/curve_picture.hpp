// SPDX-License-Identifier: Apache-2.0
// Curves over one coordinate, each with a band of uncertainty if it has one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/image.hpp"
#include "io/plot_frame.hpp"

namespace sluice::io {

struct Curve {
    std::string name;
    std::vector<double> values;
    std::vector<double> half_band;  // of the band around them; empty if there is none
};

struct CurvePicture {
    std::string title, x_label, y_label;
    AxisScale x_scale = AxisScale::linear;
    std::vector<double> x;  // rising
    std::vector<Curve> curves;
    std::string band = {};                   // what the band is, for the legend
    std::optional<double> reference = {};  // a value to compare with: a dashed line
};

/// Points that are not finite, or not above 0 on a logarithmic axis, are left out. Throws std::invalid_argument
/// if fewer than two are left of a curve, or sizes differ.
Image draw(const CurvePicture& picture);

}  // namespace sluice::io
