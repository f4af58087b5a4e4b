// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/sounding.hpp"

#include <cmath>

#include "workloads/climate/kernel/constants.hpp"
#include "workloads/climate/kernel/quadrature.hpp"

namespace sluice::climate {

double Sounding::theta(double z) const {
    return surface_theta * std::exp(buoyancy_frequency * buoyancy_frequency * z / kGravity);
}

double Sounding::exner(double z) const {
    const double slope = kGravity / (kHeatCapacity * surface_theta);  // of the neutral profile, m-1
    const double stretching = buoyancy_frequency * buoyancy_frequency / kGravity;
    if (stretching == 0) return 1 - slope * z;
    return 1 + slope * std::expm1(-stretching * z) / stretching;
}

double Sounding::sound_speed(double z) const {
    return std::sqrt(kGamma * kGasConstant * theta(z) * exner(z));
}

Level Sounding::at(double z) const {
    const double pressure = kReferencePressure * std::pow(exner(z), kHeatCapacity / kGasConstant);
    const double density = pressure / (kGasConstant * theta(z) * exner(z));
    return {density, density * theta(z), pressure, density * sound_speed(z)};
}

Level Sounding::average(double bottom, double top) const {
    Level mean{};
    for (const auto [position, weight] : kGaussPoints) {
        const Level level = at(0.5 * (bottom + top) + 0.5 * (top - bottom) * position);
        mean.density += weight * level.density;
        mean.heat += weight * level.heat;
        mean.pressure += weight * level.pressure;
        mean.impedance += weight * level.impedance;
    }
    return mean;
}

}  // namespace sluice::climate
