// SPDX-License-Identifier: Apache-2.0
// The unit of work: an upright strip of a tile, narrow enough for the rows in use to stay in the second
// cache.
#pragma once

#include <array>
#include <cstddef>

#include "workloads/climate/kernel/fields.hpp"

namespace sluice::climate {

inline constexpr int kStripWidth = 160;  // cells, at most
inline constexpr int kStripMargin = 16;  // room for the reach of all stages, whole cache lines
inline constexpr int kStripRow = kStripWidth + 2 * kStripMargin;

/// A few rows of all quantities of a strip that follow each other round in memory: row k takes the place of
/// row k - count. Columns count from the left edge of the strip.
template <int count>
class RollingRows {
    static_assert((count & (count - 1)) == 0, "a power of two, so that rows below zero roll as well");

  public:
    static constexpr int kQuantityStep = kStripRow;
    static constexpr int kRowStep = static_cast<int>(kQuantities.size()) * kStripRow;

    /// Column 0 of the first quantity; the others follow kQuantityStep apart.
    double* row(int k) { return values_.data() + std::ptrdiff_t{k & (count - 1)} * kRowStep + kStripMargin; }
    double* row(Quantity quantity, int k) { return row(k) + static_cast<int>(quantity) * kQuantityStep; }

  private:
    alignas(
        64) std::array<double, static_cast<std::size_t>(count) * kRowStep> values_{};  // whole cache lines
};

}  // namespace sluice::climate
