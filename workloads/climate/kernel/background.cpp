// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/background.hpp"

namespace sluice::climate {

Background::Background(const Grid& grid, const Tile& tile, const Sounding& sounding) {
    for (int k = tile.z.first - kHalo; k < tile.z.first + tile.z.count + kHalo; ++k) {
        centre_.push_back(sounding.at(grid.z_centre(k)));
        face_.push_back(sounding.at(grid.z_face(k)));
        mean_.push_back(sounding.average(grid.z_face(k), grid.z_face(k + 1)));
    }
}

}  // namespace sluice::climate
