// SPDX-License-Identifier: Apache-2.0
// The sphere seen as a cube: six panels with coordinates a and b, both from -pi/4 to pi/4, that are angles at
// the centre of the sphere. Lines of constant a or b are great circles, and the panels meet without a pole.
//
// Source: C. Ronchi, R. Iacono and P. S. Paolucci, J. Comput. Phys. 124, 93-114 (1996).
#pragma once

#include "workloads/climate/sphere/vector3.hpp"

namespace sluice::climate::sphere {

inline constexpr int kPanels = 6;

struct OnPanel {
    int panel;
    double a, b;
};

/// On the unit sphere. Also for a and b a little beyond the panel.
Vector point_at(const OnPanel& where);

/// The derivatives of the point by a and b: tangent to the sphere, right-handed seen from outside.
struct Tangents {
    Vector a, b;
};
Tangents tangents_at(const OnPanel& where);

/// The panel that a point is on, and where; on an edge, the panel with the lower number.
OnPanel locate(const Vector& point);

}  // namespace sluice::climate::sphere
