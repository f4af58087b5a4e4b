// SPDX-License-Identifier: Apache-2.0
// Physical constants of dry air and of the planet, SI units.
#pragma once

namespace sluice::climate {

inline constexpr double kGravity = 9.81;             // m s-2
inline constexpr double kGasConstant = 287.0;        // J kg-1 K-1
inline constexpr double kHeatCapacity = 1004.5;      // J kg-1 K-1, at constant pressure
inline constexpr double kReferencePressure = 1.0e5;  // Pa, where theta equals temperature

inline constexpr double kHeatCapacityAtVolume = kHeatCapacity - kGasConstant;
inline constexpr double kGamma = kHeatCapacity / kHeatCapacityAtVolume;

}  // namespace sluice::climate
