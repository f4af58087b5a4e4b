// SPDX-License-Identifier: Apache-2.0
// A sum of doubles that does not depend on the order of its terms, nor on how ranks share them.
//
// Each term is rounded to a multiple of 2^-60 and added as a 128-bit integer; integer addition is
// associative. Good for terms that together stay below 2^67 in magnitude; a term that is larger or not a
// number is left out.
#pragma once

#include <array>
#include <cstdint>

namespace sluice::climate {

class ExactSum {
  public:
    /// The sum in four pieces of 32 bits. Adding the pieces of several sums, piece by piece, gives pieces of
    /// their sum: what a reduction over ranks can do with plain integers.
    using Pieces = std::array<std::int64_t, 4>;

    ExactSum() = default;
    explicit ExactSum(const Pieces& pieces);

    void add(double term);
    double value() const;
    Pieces pieces() const;

  private:
    __extension__ using Integer = __int128;

    Integer total_ = 0;  // in units of 2^-60
};

}  // namespace sluice::climate
