// SPDX-License-Identifier: Apache-2.0
// From random bits to a number between 0 and 1.
#pragma once

#include "workloads/montecarlo/kernel/lanes.hpp"

namespace sluice::montecarlo {

/// (m + 1/2) 2^-52, m being the upper 52 bits: never 0 or 1, and as far from the one as from the other.
inline Lanes open_uniform(Bits random) {
    constexpr std::uint64_t one = 0x3ff0000000000000;
    return lanes_of((random >> 12) | one) - (1.0 - 0x1p-53);
}

}  // namespace sluice::montecarlo
