// SPDX-License-Identifier: Apache-2.0
// The planet of Williamson et al. 1992, SI units.
#pragma once

namespace sluice::climate::sphere {

inline constexpr double kRadius = 6.37122e6;       // m
inline constexpr double kRotation = 7.292e-5;      // s-1
inline constexpr double kPlanetGravity = 9.80616;  // m s-2

}  // namespace sluice::climate::sphere
