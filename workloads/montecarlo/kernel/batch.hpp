// SPDX-License-Identifier: Apache-2.0
// One number for each of 256 paths: what the kernel computes with at once, small enough to stay in the first
// cache.
#pragma once

#include <array>
#include <cstdint>

#include "workloads/montecarlo/kernel/lanes.hpp"

namespace sluice::montecarlo {

inline constexpr int kBatchPaths = 256;
inline constexpr std::size_t kPacks = kBatchPaths / kLanes;

using Batch = std::array<Lanes, kPacks>;

inline double path_of(const Batch& batch, int path) {
    return batch[static_cast<std::size_t>(path / kLanes)][path % kLanes];
}

}  // namespace sluice::montecarlo
