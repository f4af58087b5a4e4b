// SPDX-License-Identifier: Apache-2.0
// A random walk built from its end backwards, halving gaps: the first of the normal numbers decide most of
// the path. With Sobol's points that puts the most even dimensions where they matter.
//
// Source: Glasserman, Monte Carlo Methods in Financial Engineering, 2004, section 3.1.
#pragma once

#include <span>
#include <vector>

#include "workloads/montecarlo/kernel/batch.hpp"

namespace sluice::montecarlo {

class BrownianBridge {
  public:
    explicit BrownianBridge(int steps);

    /// numbers[step * stride] for each step: independent normal numbers, the most important first, become the
    /// increments of a walk in the order of time, independent and normal again.
    void to_increments(std::span<Batch> numbers, std::size_t stride) const;

  private:
    struct Point {
        std::size_t index;        // of the walk after this many steps, less one
        std::size_t left, right;  // points set before on both sides; left may be the start
        bool from_start;
        double weight_left, weight_right, deviation;
    };

    std::vector<Point> points_;
};

}  // namespace sluice::montecarlo
