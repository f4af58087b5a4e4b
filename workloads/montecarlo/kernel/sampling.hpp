// SPDX-License-Identifier: Apache-2.0
// How paths are drawn, whatever is priced on them.
#pragma once

#include "workloads/montecarlo/kernel/philox.hpp"

namespace sluice::montecarlo {

enum class Points { pseudo, sobol };

struct Sampling {
    Seed seed{1};
    Points points = Points::pseudo;
    bool antithetic = false;  // each path with its mirror image
    bool controls = true;     // correct by quantities whose mean is known
    bool importance = false;  // push paths to where the payoff is, and weigh them
    bool greeks = false;
    int scramblings = 16;  // independent ones of Sobol's points: their scatter gives the error
};

/// Random numbers that a path needs.
struct Layout {
    int steps = 1;
    int normals = 1;   // a step; through the Brownian bridge with Sobol's points
    int uniforms = 0;  // a step

    int a_step() const { return normals + uniforms; }
    int all() const { return steps * a_step(); }
};

}  // namespace sluice::montecarlo
