// SPDX-License-Identifier: Apache-2.0
// The atmosphere at rest, tabulated at the heights that a tile needs.
#pragma once

#include <vector>

#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/kernel/sounding.hpp"

namespace sluice::climate {

class Background {
  public:
    Background(const Grid& grid, const Tile& tile, const Sounding& sounding);

    /// k counts rows of the tile, halo included.
    const Level& centre(int k) const { return centre_[index(k)]; }  // at the middle of row k
    const Level& face(int k) const { return face_[index(k)]; }      // at the lower face of row k
    const Level& mean(int k) const { return mean_[index(k)]; }      // averaged over row k

  private:
    static std::size_t index(int k) { return static_cast<std::size_t>(k + kHalo); }

    std::vector<Level> centre_, face_, mean_;
};

}  // namespace sluice::climate
