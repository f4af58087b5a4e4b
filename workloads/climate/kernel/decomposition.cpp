// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/decomposition.hpp"

#include <cstdint>

#include "workloads/climate/kernel/fields.hpp"

namespace sluice::climate {
namespace {

int first_cell(int cells, int pieces, int piece) {
    return static_cast<int>(std::int64_t{cells} * piece / pieces);
}

/// Half the border of the largest tile, in cells.
int border(const Grid& grid, const ProcessGrid& processes) {
    return (grid.nx + processes.px - 1) / processes.px + (grid.nz + processes.pz - 1) / processes.pz;
}

}  // namespace

Range share_of(int cells, int pieces, int piece) {
    const int first = first_cell(cells, pieces, piece);
    return {first, first_cell(cells, pieces, piece + 1) - first};
}

std::optional<ProcessGrid> best_process_grid(const Grid& grid, int ranks) {
    std::optional<ProcessGrid> best;
    for (int px = 1; px <= ranks; ++px) {
        const ProcessGrid candidate{px, ranks / px};
        if (candidate.px * candidate.pz != ranks) continue;
        if (grid.nx / candidate.px < kHalo || grid.nz / candidate.pz < kHalo) continue;
        if (!best || border(grid, candidate) < border(grid, *best)) best = candidate;
    }
    return best;
}

}  // namespace sluice::climate
