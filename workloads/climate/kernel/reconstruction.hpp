// SPDX-License-Identifier: Apache-2.0
// From cell averages to values on faces, and from averages over a face to the value at its middle and back.
//
// `q` points to a cell (or face) in an array, `step` is the distance in memory to the next one in the
// direction of the operation. Sources: A. Suresh and H. T. Huynh, J. Comput. Phys. 136, 83-99 (1997),
// equation 2.1, for the fifth-order value; P. McCorquodale and P. Colella, Commun. Appl. Math. Comput. Sci.
// 6, 1-25 (2011), section 2, for the fourth-order changes between average and point value.
#pragma once

#include <cstddef>

#include "workloads/climate/kernel/row_arithmetic.hpp"

namespace sluice::climate {

/// The two fifth-order values on a face, one from either side: mean - jump and mean + jump.
struct Pair {
    double mean, jump;
};

/// On the face between the third and the fourth of six cells in a row.
inline Pair pair_on_face(double a, double b, double c, double d, double e, double f) {
    return {fused(37.0 / 60, c + d, fused(-8.0 / 60, b + e, (1.0 / 60) * (a + f))),
            fused(10.0 / 60, d - c, fused(-5.0 / 60, e - b, (1.0 / 60) * (f - a)))};
}

/// Value on the face between q[0] and q[step], seen from the side of q[0]. Needs q[-2 step] to q[2 step].
inline double value_on_face(const double* q, std::ptrdiff_t step) {
    return (1.0 / 60) * (2 * q[-2 * step] - 13 * q[-step] + 47 * q[0] + 27 * q[step] - 3 * q[2 * step]);
}

/// Averages over three cells to the value at the middle of the second.
inline double centre_of_averages(double before, double here, double after) {
    return fused(-1.0 / 24, before + after, (13.0 / 12) * here);
}

/// Values at the middles of three cells to the average over the second.
inline double average_of_centres(double before, double here, double after) {
    return fused(1.0 / 24, before + after, (11.0 / 12) * here);
}

}  // namespace sluice::climate
