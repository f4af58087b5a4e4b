// SPDX-License-Identifier: Apache-2.0
// What random numbers are used for: no two uses share a counter.
#pragma once

#include <cstdint>

namespace sluice::montecarlo {

inline constexpr std::uint32_t kPaths = 0;          // paths that give the estimate
inline constexpr std::uint32_t kTrainingPaths = 1;  // paths that find the exercise rule
inline constexpr std::uint32_t kScrambling = 2;     // scramblings of Sobol's points

}  // namespace sluice::montecarlo
