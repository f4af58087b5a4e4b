// SPDX-License-Identifier: Apache-2.0
// Four elements at a time: a register holds the same point of each.
//
// Every lane goes through the same instructions, so the numbers of an element do not depend on the lane that
// it has, nor on the elements beside it.
#pragma once

namespace sluice::climate::sphere {

inline constexpr int kLanes = 4;
using Lanes = double __attribute__((vector_size(kLanes * sizeof(double))));

}  // namespace sluice::climate::sphere
