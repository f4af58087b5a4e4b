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

/// `nearest` is the row of cells on the wall, `inwards` leads to the next row away from it.
void extend_row(double* beyond, const double* nearest, std::ptrdiff_t inwards, int nx,
                const Weights& weight) {
    for (int i = -kHalo; i < nx + kHalo; ++i) {
        const double* cell = nearest + i;
        beyond[i] = weight[0] * cell[0] + weight[1] * cell[inwards] + weight[2] * cell[2 * inwards];
    }
}

}  // namespace

void extend_beyond_walls(Fields& state, const Tile& tile) {
    const int top = state.nz() - 1;
    for (Quantity quantity : kQuantities) {
        for (int depth = 0; depth < kReach; ++depth) {
            const Weights& weight = weights(quantity, depth);
            if (tile.on_ground) {
                extend_row(state.row(quantity, -1 - depth), state.row(quantity, 0), state.pitch(), state.nx(),
                           weight);
            }
            if (tile.under_lid) {
                extend_row(state.row(quantity, top + 1 + depth), state.row(quantity, top), -state.pitch(),
                           state.nx(), weight);
            }
        }
    }
}

}  // namespace sluice::climate
