// SPDX-License-Identifier: Apache-2.0
// Gauss-Legendre quadrature with four points: exact for polynomials up to degree seven.
//
// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, table 25.4.
#pragma once

#include <array>

namespace sluice::climate {

struct QuadraturePoint {
    double position;  // in [-1, 1]
    double weight;    // the weights sum to 1: the rule gives averages
};

inline constexpr std::array<QuadraturePoint, 4> kGaussPoints{{
    {-0.861136311594052575, 0.173927422568726929},
    {-0.339981043584856265, 0.326072577431273071},
    {+0.339981043584856265, 0.326072577431273071},
    {+0.861136311594052575, 0.173927422568726929},
}};

}  // namespace sluice::climate
