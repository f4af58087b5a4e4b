// SPDX-License-Identifier: Apache-2.0
// From cell averages to values on faces, and from averages over a face to the value at its middle and back.
//
// The weights are whole numbers or nearly so, which takes fewer operations: what comes out is too large by the factors below,
// and whoever uses it divides by them once a row. Sources: A. Suresh and H. T. Huynh, J. Comput. Phys. 136, 83-99 (1997),
// equation 2.1, for the fifth-order value; P. McCorquodale and P. Colella, Commun. Appl. Math. Comput. Sci.
// 6, 1-25 (2011), section 2, for the fourth-order changes between average and point value.
#pragma once

#include "workloads/climate/kernel/lanes.hpp"

namespace sluice::climate {

/// Averages over three cells to kCentreScale times the value at the middle of the second.
inline constexpr double kCentreScale = 12.0 / 13;
inline Lanes centre_of_averages(Lanes before, Lanes here, Lanes after) {
    return fused(-1.0 / 26, before + after, here);
}

/// Values at the middles of three cells to kAverageScale times the average over the second.
inline constexpr double kAverageScale = 12.0 / 11;
inline Lanes average_of_centres(Lanes before, Lanes here, Lanes after) {
    return fused(1.0 / 22, before + after, here);
}

/// The two fifth-order values on a face, one from either side: mean - jump and mean + jump.
struct Pair {
    Lanes mean, jump;
};

/// On the face between the third and the fourth of six cells in a row; kPairScale times as large.
inline constexpr double kPairScale = 60;
inline Pair pair_on_face(Lanes a, Lanes b, Lanes c, Lanes d, Lanes e, Lanes f) {
    return {fused(37, c + d, fused(-8, b + e, a + f)), fused(10, d - c, fused(-5, e - b, f - a))};
}

/// A state on a face from centred averages, and hence a flux through it, is as much too large.
inline constexpr double kFaceScale = kCentreScale * kPairScale;

}  // namespace sluice::climate
