// SPDX-License-Identifier: Apache-2.0
// The unknowns of a part.
#pragma once

#include <array>
#include <vector>

#include "workloads/climate/sphere/lanes.hpp"
#include "workloads/climate/sphere/nodes.hpp"

namespace sluice::climate::sphere {

using Values = std::array<Lanes, kElementNodes>;

/// Of the elements of a block.
struct BlockState {
    Values depth;             // m
    Values along_a, along_b;  // wind times tangent (covariant), m2 s-1
};

using State = std::vector<BlockState>;

}  // namespace sluice::climate::sphere
