// SPDX-License-Identifier: Apache-2.0
// A polynomial by Horner's rule in two strands, even and odd powers, so that two multiplications run at once.
#pragma once

#include <array>

#include "workloads/montecarlo/kernel/lanes.hpp"

namespace sluice::montecarlo {

/// coefficients[0] + coefficients[1] x + ...
template <std::size_t n>
inline Lanes polynomial(const std::array<double, n>& coefficients, Lanes x) {
    static_assert(n >= 2);
    const Lanes square = x * x;
    constexpr std::size_t top_even = (n - 1) / 2 * 2, top_odd = (n - 2) / 2 * 2 + 1;
    Lanes even = constant(coefficients[top_even]), odd = constant(coefficients[top_odd]);
#pragma GCC unroll 16
    for (std::size_t k = top_even; k >= 2; k -= 2) even = even * square + coefficients[k - 2];
#pragma GCC unroll 16
    for (std::size_t k = top_odd; k >= 3; k -= 2) odd = odd * square + coefficients[k - 2];
    return even + x * odd;
}

}  // namespace sluice::montecarlo
