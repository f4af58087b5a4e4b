// SPDX-License-Identifier: Apache-2.0
// The zonal jet of Galewsky, Scott and Polvani, Tellus 56A, 429-440 (2004), in balance with its height.
#pragma once

namespace sluice::climate::sphere {

/// Eastward, m s-1, at a latitude in radians: up to 80 at 45 degrees north, nothing south of 26 and north
/// of 64.
double jet_wind(double latitude);

/// The depth that balances the jet, m; its mean over the sphere is 10 km.
double jet_depth(double latitude);

/// The bump that makes the jet break up, m: 120 at most, at longitude 0, 45 degrees north.
double jet_disturbance(double longitude, double latitude);

}  // namespace sluice::climate::sphere
