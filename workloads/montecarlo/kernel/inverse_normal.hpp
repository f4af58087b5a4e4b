// SPDX-License-Identifier: Apache-2.0
// The normal numbers whose distribution function has given values.
//
// With x = 2u - 1 and w = -log(1 - x^2), the answer over x is a smooth function of w in the middle and of
// sqrt(w) in the tails (the idea is of M. Giles, Approximating the erfinv function, GPU Computing Gems 2,
// 2011). The coefficients are Chebyshev fits of our own, computed with 50 digits. Relative error below 2e-14.
#pragma once

#include "workloads/montecarlo/kernel/batch.hpp"

namespace sluice::montecarlo {

/// From uniform numbers, 2^-53 to 1 - 2^-53, to normal ones, in place.
void inverse_normal(Batch& numbers);

}  // namespace sluice::montecarlo
