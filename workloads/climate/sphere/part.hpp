// SPDX-License-Identifier: Apache-2.0
// The elements that one rank has: a stretch of the mesh's numbers, in blocks of kLanes.
#pragma once

#include "workloads/climate/sphere/lanes.hpp"

namespace sluice::climate::sphere {

struct Part {
    int first, count;  // elements; at least one

    int blocks() const { return (count + kLanes - 1) / kLanes; }
    bool has(int element) const { return element >= first && element < first + count; }

    /// The last block is filled up with copies of the last element.
    int element(int block, int lane) const {
        const int n = block * kLanes + lane;
        return first + (n < count ? n : count - 1);
    }
};

}  // namespace sluice::climate::sphere
