// SPDX-License-Identifier: Apache-2.0
// The flux through a face between two states that differ a little: the low Mach number approximate Riemann
// solver.
//
// Sound crosses the face both ways and fixes its velocity and pressure; everything else is carried upwind
// with that velocity. The impedance is that of the air at rest. Source: X. Chen et al., Mon. Wea. Rev. 141,
// 2526-2544 (2013), section 3.
#pragma once

#include "workloads/climate/kernel/pressure.hpp"

namespace sluice::climate {

/// State on one side of a face; momentum along its normal and along the face.
struct Side {
    double density, normal, tangential, heat;
};

/// The state behind a rigid wall at the face: the flux between a state and its mirror image is the wall's.
inline Side mirror_image(const Side& side) {
    return {side.density, -side.normal, side.tangential, side.heat};
}

/// Flux per second and square metre of density, normal and tangential momentum, heat, from `left` towards
/// `right`.
inline Side flux_between(const Level& rest, const Side& left, const Side& right) {
    const double u_left = left.normal / (rest.density + left.density);
    const double u_right = right.normal / (rest.density + right.density);
    const double p_left = pressure_perturbation(rest, left.heat);
    const double p_right = pressure_perturbation(rest, right.heat);

    const double velocity = 0.5 * ((u_left + u_right) - (p_right - p_left) / rest.impedance);
    const double pressure = 0.5 * ((p_left + p_right) - (u_right - u_left) * rest.impedance);

    const bool rightwards = velocity > 0;
    const double density = rest.density + (rightwards ? left.density : right.density);
    const double normal = rightwards ? left.normal : right.normal;
    const double tangential = rightwards ? left.tangential : right.tangential;
    const double heat = rest.heat + (rightwards ? left.heat : right.heat);
    return {velocity * density, velocity * normal + pressure, velocity * tangential, velocity * heat};
}

}  // namespace sluice::climate
