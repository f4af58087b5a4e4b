// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/walls.hpp"

#include <array>

namespace sluice::climate {
namespace {

/// The three averages next to the wall, nearest first, times these give the average in a row beyond it.
using Weights = std::array<double, 3>;

constexpr std::array<Weights, kReach> kParabola{{{3, -3, 1}, {6, -8, 3}, {10, -15, 6}}};
constexpr std::array<Weights, kReach> kReversed{{{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}};

const Weights& weights(Quantity quantity, int depth) {
    const auto& rows = quantity == Quantity::momentum_z ? kReversed : kParabola;
    return rows[static_cast<std::size_t>(depth)];
}

/// `nearest` is the row of cells on the wall, `inwards` leads to the next row away from it: 1 or -1.
void extend(const StripView<double>& rows, int nearest, int inwards, Columns columns) {
    for (const Quantity quantity : kQuantities) {
        const double* a = rows.row(quantity, nearest);
        const double* b = rows.row(quantity, nearest + inwards);
        const double* c = rows.row(quantity, nearest + 2 * inwards);
        for (int depth = 0; depth < kReach; ++depth) {
            const auto [of_a, of_b, of_c] = weights(quantity, depth);
            double* beyond = rows.row(quantity, nearest - (depth + 1) * inwards);
#pragma GCC ivdep
            for (int i = columns.first; i < columns.end; ++i)
                beyond[i] = of_a * a[i] + of_b * b[i] + of_c * c[i];
        }
    }
}

}  // namespace

void extend_below_ground(const StripView<double>& rows, Columns columns) { extend(rows, 0, 1, columns); }

void extend_above_lid(const StripView<double>& rows, int nz, Columns columns) {
    extend(rows, nz - 1, -1, columns);
}

}  // namespace sluice::climate
