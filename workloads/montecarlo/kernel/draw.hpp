// SPDX-License-Identifier: Apache-2.0
// The random numbers of one batch of paths after another: pseudo-random or Sobol's, mirrored or not, shifted
// or not.
#pragma once

#include <memory>
#include <vector>

#include "workloads/montecarlo/kernel/brownian_bridge.hpp"
#include "workloads/montecarlo/kernel/sampling.hpp"
#include "workloads/montecarlo/kernel/sobol.hpp"

namespace sluice::montecarlo {

class Draw {
  public:
    /// `shift` is added to every normal number (importance sampling); likelihoods() then tells the weights.
    Draw(const Sampling& sampling, const Layout& layout, std::uint32_t purpose, double shift = 0);

    /// The paths 256 batch to 256 batch + 255 of a scrambling (0 for pseudo-random numbers).
    void begin(std::uint64_t batch, std::uint32_t scrambling = 0);

    /// The mirror images of the paths of begin().
    void mirror();

    /// Each number is asked for once after begin() and once after mirror().
    void normals(int step, int which, Batch& numbers);
    void uniforms(int step, int which, Batch& numbers);

    bool is_weighted() const { return shift_ != 0; }

    /// The density of the normal numbers handed out over what it would be with the shift.
    Batch likelihoods() const;

  private:
    void draw_points(std::uint32_t scrambling);
    std::vector<ScrambledSobol>& scrambled(std::uint32_t scrambling);
    void fetch(int dimension, bool normal, Batch& numbers);
    void push(Batch& numbers);

    Sampling sampling_;
    Layout layout_;
    std::uint32_t purpose_;
    double shift_;
    std::uint64_t batch_ = 0;
    bool mirrored_ = false;
    std::vector<Batch> kept_;  // by dimension, for mirror images or because Sobol's come all at once
    std::vector<Directions> directions_;
    std::vector<std::vector<ScrambledSobol>> scramblings_;
    BrownianBridge bridge_;
    Batch exponents_{};
};

}  // namespace sluice::montecarlo
