// SPDX-License-Identifier: Apache-2.0
// The directions in which a cloud of points is widest and flattest.
#pragma once

#include <array>
#include <span>

namespace sluice::io {

using Vector3 = std::array<double, 3>;

/// Unit vectors, widest first, right-handed; and the middle of the points.
struct PrincipalAxes {
    Vector3 middle;
    std::array<Vector3, 3> axes;
};

PrincipalAxes principal_axes(std::span<const Vector3> points);

double dot(const Vector3& a, const Vector3& b);

}  // namespace sluice::io
