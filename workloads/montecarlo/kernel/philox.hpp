// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10: random words that are a function of a counter and a key, without state.
//
// Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, SC'11. Checked against
// the authors' own implementation in the tests.
#pragma once

#include <array>
#include <cstdint>

#include "workloads/montecarlo/kernel/batch.hpp"

namespace sluice::montecarlo {

/// The key of all numbers of a run.
struct Seed {
    std::uint64_t value;
};

/// Uses of random numbers that must not share any: the third and fourth word of the counter.
struct Stream {
    std::uint32_t dimension, purpose;
};

/// One call, for numbers that are needed once.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// Uniform numbers strictly between 0 and 1, of 52 bits, for the paths 256 batch, ..., 256 batch + 255. A
/// counter serves two paths of the batch: the first half has words 0 and 1, the second half words 2 and 3.
void philox_uniforms(Seed seed, Stream stream, std::uint64_t batch, Batch& uniforms);

/// The same as normal numbers.
void philox_normals(Seed seed, Stream stream, std::uint64_t batch, Batch& normals);

}  // namespace sluice::montecarlo
