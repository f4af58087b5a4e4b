// SPDX-License-Identifier: Apache-2.0
// Sobol's sequence, scrambled: points that fill the cube more evenly than random ones.
//
// Nothing is tabulated. The primitive polynomials over GF(2) are found by their period, the initial direction
// numbers by a search: of a fixed set of random candidates each dimension takes the one whose two-dimensional
// projections with the dimensions before it are the most even (least sum of squared t-values; the criterion
// is that of Joe and Kuo, SIAM J. Sci. Comput. 30, 2008). Scrambling: random lower triangular matrices and a
// digital shift (Matousek, J. Complexity 14, 1998), so that the mean over scramblings is unbiased.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "workloads/montecarlo/kernel/batch.hpp"
#include "workloads/montecarlo/kernel/philox.hpp"

namespace sluice::montecarlo {

inline constexpr int kSobolDimensions = 1111;  // polynomials up to degree 13
inline constexpr int kSobolBits = 40;          // of a point's number

/// One dimension: a point is the sum modulo 2 of the directions that its number's bits choose. The first
/// binary digit after the point is the uppermost bit.
using Directions = std::array<std::uint64_t, kSobolBits>;

/// Of dimensions 0, 1, ...; throws std::invalid_argument if there are not so many.
std::vector<Directions> sobol_directions(int dimensions);

/// The quality of a projection on two dimensions: 2^digits points are a (t, digits, 2)-net with this t; 0 is
/// perfect.
int t_value(const Directions& a, const Directions& b, int digits);

/// One random scrambling of one dimension.
class ScrambledSobol {
  public:
    ScrambledSobol(const Directions& directions, Seed seed, std::uint32_t dimension, std::uint32_t replicate);

    /// Points 256 batch, ..., 256 batch + 255, as uniform numbers strictly between 0 and 1.
    void uniforms(std::uint64_t batch, Batch& numbers) const;

  private:
    Directions directions_;
    std::uint64_t shift_;
};

}  // namespace sluice::montecarlo
