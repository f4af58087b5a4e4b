// SPDX-License-Identifier: Apache-2.0
// The best poses found so far, no two of them alike.
#pragma once

#include <cstddef>
#include <vector>

#include "workloads/docking/kernel/vec3.hpp"

namespace sluice::docking {

struct FoundPose {
    double energy;                   // kcal/mol
    std::vector<float> coordinates;  // see evaluator.hpp
    std::vector<Vec3> positions;     // of heavy atoms
};

/// Root mean square distance of atoms of the same index, A.
double rmsd(const std::vector<Vec3>& a, const std::vector<Vec3>& b);

class PoseSet {
  public:
    /// Keeps `most` poses, each at least `apart` (A rmsd) from the others.
    PoseSet(std::size_t most, double apart) : most_{most}, apart_{apart} {}

    /// Would a pose of this energy be kept if it is like no other?
    bool wants(double energy) const { return poses_.size() < most_ || energy < poses_.back().energy; }

    void add(FoundPose pose);

    /// Best first.
    const std::vector<FoundPose>& poses() const { return poses_; }

  private:
    std::size_t most_;
    double apart_;
    std::vector<FoundPose> poses_;
};

}  // namespace sluice::docking
