// SPDX-License-Identifier: Apache-2.0
// BFGS for one pose, turned inside out: it asks for energy and gradient at trial() and is told by absorb(),
// so that eight of them, each at its own point of its own descent, share one evaluation. Source: Nocedal and
// Wright, Numerical Optimization, 2006, chapter 6 and algorithm 3.1 (backtracking).
#pragma once

#include <span>
#include <vector>

namespace sluice::docking {

class Minimiser {
  public:
    /// Coordinates are laid out as evaluator.hpp says.
    void start(std::span<const float> coordinates, int most_steps);

    /// Where to evaluate next.
    const std::vector<float>& trial() const { return trial_; }

    /// What was found there. True: finished, best() is the end.
    bool absorb(float energy, std::span<const float> gradient);

    const std::vector<float>& best() const { return here_; }
    float energy() const { return energy_; }

  private:
    void accept(float energy, std::span<const float> gradient);
    bool backtrack(float energy);
    void choose_direction();
    void update_curvature(std::span<const float> gradient);
    void set_trial();
    void scale_to(float diagonal);

    int freedoms_ = 0, steps_left_ = 0, tries_ = 0;
    bool begun_ = false, scaled_ = false;
    float energy_ = 0, slope_ = 0,
          length_ = 1;  // slope: along the direction; length: of the trial step in directions
    std::vector<float> here_, trial_, gradient_, direction_;
    std::vector<float> inverse_;          // Hessian, freedoms x freedoms
    std::vector<float> change_, curved_;  // of the gradient; that times the inverse
};

/// Moves coordinates by `step` times a vector over the freedoms. `to` may not be `from`.
void move_pose(std::span<const float> from, std::span<const float> direction, float step,
               std::span<float> to);

}  // namespace sluice::docking
