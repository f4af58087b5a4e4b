// SPDX-License-Identifier: Apache-2.0
// The atmosphere at rest: a hydrostatic column of constant buoyancy frequency.
//
//   theta(z) = theta_0 exp(N^2 z / g),    d(exner)/dz = -g / (cp theta),    exner(0) = 1
#pragma once

namespace sluice::climate {

/// What the dynamics needs to know of the air at rest at one height (or averaged over one cell).
struct Level {
    double density;    // kg m-3
    double heat;       // rho theta, K kg m-3
    double pressure;   // Pa
    double impedance;  // density times speed of sound, kg m-2 s-1

    double theta() const { return heat / density; }  // K
};

struct Sounding {
    double surface_theta;       // K
    double buoyancy_frequency;  // N, s-1; 0 for a neutral atmosphere

    double theta(double z) const;        // K
    double exner(double z) const;        // (p / p0)^(Rd / cp)
    double sound_speed(double z) const;  // m s-1

    /// Values at height z (m).
    Level at(double z) const;

    /// Averages over bottom <= z <= top (m), by Gauss-Legendre quadrature.
    Level average(double bottom, double top) const;
};

}  // namespace sluice::climate
