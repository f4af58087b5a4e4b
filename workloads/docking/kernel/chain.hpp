// SPDX-License-Identifier: Apache-2.0
// One chain of the search: proposes poses, decides which minima it goes on from, remembers the best.
#pragma once

#include <vector>

#include "workloads/docking/kernel/pose_set.hpp"
#include "workloads/docking/kernel/random.hpp"
#include "workloads/docking/kernel/search.hpp"

namespace sluice::docking {

class Chain {
  public:
    /// Borrows the ligand.
    Chain(const Ligand& ligand, const Box& box, long steps, Random random);

    /// A changed pose to descend from, or null when all steps are made.
    const std::vector<float>* propose();

    /// Where the descent ended.
    void take(const std::vector<float>& coordinates, float energy);

    const PoseSet& found() const { return found_; }

  private:
    void start_anywhere();
    void mutate();

    const Ligand& ligand_;
    Box box_;
    long steps_left_;
    Random random_;
    double swing_;  // radians: how far a turn of the whole ligand may go
    bool begun_ = false;
    float energy_ = 0;
    std::vector<float> here_, proposal_;
    PoseSet found_;
};

}  // namespace sluice::docking
