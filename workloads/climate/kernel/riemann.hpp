// SPDX-License-Identifier: Apache-2.0
// The flux through a face between two states that differ a little: the low Mach number approximate Riemann
// solver.
//
// Sound crosses the face both ways and fixes its velocity and pressure; everything else is carried upwind
// with that velocity. The impedance is that of the air at rest. Source: X. Chen et al., Mon. Wea. Rev. 141,
// 2526-2544 (2013), section 3.
//
// The two states are given by mean and half difference, the jump. The jump of smooth flow is of fifth order,
// so its square is dropped: the pressure of the mean stands for the mean of the pressures, and the jumps of
// velocity and pressure are linear in those of the state. That takes one division and one power series a
// face.
#pragma once

#include "workloads/climate/kernel/pressure.hpp"
#include "workloads/climate/kernel/reconstruction.hpp"

namespace sluice::climate {

/// Density, momentum along the normal of a face and along the face, heat: a state, or the flux of each.
template <class Value>
struct OnFace {
    Value density, normal, tangential, heat;
};

/// The air at rest on a row of faces, as the flux needs it: everything but velocities kFaceScale times as large.
struct RestingFace {
    explicit RestingFace(const Level& rest)
        : density{kFaceScale * rest.density},
          heat{kFaceScale * rest.heat},
          pressure{kFaceScale * rest.pressure},
          impedance{kFaceScale * rest.impedance},
          per_heat{1 / heat},
          velocity_per_heat{kGamma * pressure / heat / impedance} {}

    double density, heat, pressure, impedance;
    double per_heat;
    double velocity_per_heat;  // what a jump of heat, by its pressure, takes from the velocity
};

/// Flux per second and square metre towards the side whose state is mean + jump. State and flux are kFaceScale times as
/// large as they are.
inline OnFace<Lanes> flux_between(const RestingFace& rest, const OnFace<Pair>& state) {
    const auto& [density, normal, tangential, heat] = state;
    const Lanes mass = rest.density + density.mean;
    const Lanes volume = 1 / mass;
    const Lanes wind = normal.mean * volume;
    const Lanes wind_jump = fused(-wind, density.jump, normal.jump) * volume;

    const Lanes velocity = fused(-rest.velocity_per_heat, heat.jump, wind);
    const Lanes pressure =
        fused(-rest.impedance, wind_jump, rest.pressure * relative_pressure(heat.mean * rest.per_heat));

    const Lanes speed = magnitude(velocity);
    return {fused(velocity, mass, -speed * density.jump),
            fused(velocity, normal.mean, fused(-speed, normal.jump, pressure)),
            fused(velocity, tangential.mean, -speed * tangential.jump),
            fused(velocity, rest.heat + heat.mean, -speed * heat.jump)};
}

}  // namespace sluice::climate
