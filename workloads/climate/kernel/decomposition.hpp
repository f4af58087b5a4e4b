// SPDX-License-Identifier: Apache-2.0
// How ranks share the mesh: px columns of pz tiles.
#pragma once

#include <optional>

#include "workloads/climate/kernel/grid.hpp"

namespace sluice::climate {

struct ProcessGrid {
    int px, pz;

    friend bool operator==(const ProcessGrid&, const ProcessGrid&) = default;
};

/// The part that piece `piece` of `pieces` gets of `cells` cells: sizes differ by one at most.
Range share_of(int cells, int pieces, int piece);

/// The arrangement of that many ranks with the shortest border around a tile; of equals the one with longer
/// rows. Nothing if every arrangement has tiles narrower than the halo, which a neighbour could not fill.
std::optional<ProcessGrid> best_process_grid(const Grid& grid, int ranks);

}  // namespace sluice::climate
