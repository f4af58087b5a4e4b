// SPDX-License-Identifier: Apache-2.0
// From cell averages to values on faces, and from averages over a face to the value at its middle and back.
//
// `q` points to a cell (or face) in an array, `step` is the distance in memory to the next one in the
// direction of the operation: 1 along x, the pitch along z. Sources: A. Suresh and H. T. Huynh, J. Comput.
// Phys. 136, 83-99 (1997), equation 2.1, for the fifth-order value; P. McCorquodale and P. Colella, Commun.
// Appl. Math. Comput. Sci. 6, 1-25 (2011), section 2, for the fourth-order changes between average and point
// value.
#pragma once

#include <cstddef>

namespace sluice::climate {

/// Value on the face between q[0] and q[step], seen from the side of q[0]. Fifth order, needs q[-2 step] to
/// q[2 step].
inline double value_on_face(const double* q, std::ptrdiff_t step) {
    return (1.0 / 60) * (2 * q[-2 * step] - 13 * q[-step] + 47 * q[0] + 27 * q[step] - 3 * q[2 * step]);
}

/// Averages along `step` to the value at the middle of q[0].
inline double centre_of_average(const double* q, std::ptrdiff_t step) {
    return q[0] - (1.0 / 24) * (q[-step] - 2 * q[0] + q[step]);
}

/// Values at the middle to the average over q[0] along `step`.
inline double average_of_centre(const double* q, std::ptrdiff_t step) {
    return q[0] + (1.0 / 24) * (q[-step] - 2 * q[0] + q[step]);
}

}  // namespace sluice::climate
