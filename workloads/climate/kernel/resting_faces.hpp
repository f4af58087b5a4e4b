// SPDX-License-Identifier: Apache-2.0
// The air at rest as fluxes need it, for all rows of a tile and its halo.
#pragma once

#include <vector>

#include "workloads/climate/kernel/background.hpp"
#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/kernel/riemann.hpp"

namespace sluice::climate {

class RestingFaces {
  public:
    RestingFaces(const Background& background, const Tile& tile) {
        for (int k = -kHalo; k < tile.z.count + kHalo; ++k) {
            left_.emplace_back(background.centre(k));
            lower_.emplace_back(background.face(k));
        }
    }

    const RestingFace& left(int k) const { return left_[index(k)]; }    // of the cells of row k
    const RestingFace& lower(int k) const { return lower_[index(k)]; }  // of the cells of row k

  private:
    static std::size_t index(int k) { return static_cast<std::size_t>(k + kHalo); }

    std::vector<RestingFace> left_, lower_;
};

}  // namespace sluice::climate
