// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/draw.hpp"

#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/inverse_normal.hpp"

namespace sluice::montecarlo {

Draw::Draw(const Sampling& sampling, const Layout& layout, std::uint32_t purpose, double shift)
    : sampling_{sampling}, layout_{layout}, purpose_{purpose}, shift_{shift}, bridge_{layout.steps} {
    const bool keeps = sampling.antithetic || sampling.points == Points::sobol;
    if (keeps) kept_.resize(static_cast<std::size_t>(layout.all()));
    if (sampling.points == Points::sobol) directions_ = sobol_directions(layout.all());
}

void Draw::begin(std::uint64_t batch, std::uint32_t scrambling) {
    batch_ = batch;
    mirrored_ = false;
    exponents_ = {};
    if (sampling_.points == Points::sobol) draw_points(scrambling);
}

void Draw::mirror() {
    mirrored_ = true;
    exponents_ = {};
}

std::vector<ScrambledSobol>& Draw::scrambled(std::uint32_t scrambling) {
    if (scramblings_.size() <= scrambling) scramblings_.resize(scrambling + 1);
    std::vector<ScrambledSobol>& dimensions = scramblings_[scrambling];
    if (dimensions.empty()) {
        for (std::uint32_t d = 0; d < directions_.size(); ++d) {
            dimensions.emplace_back(directions_[d], sampling_.seed, d, scrambling);
        }
    }
    return dimensions;
}

/// Dimension step * a_step + which. The normal numbers of the first "steps" are the most important of the
/// bridge.
void Draw::draw_points(std::uint32_t scrambling) {
    const std::vector<ScrambledSobol>& dimensions = scrambled(scrambling);
    const auto a_step = static_cast<std::size_t>(layout_.a_step());
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
        dimensions[d].uniforms(batch_, kept_[d]);
        if (d % a_step < static_cast<std::size_t>(layout_.normals)) inverse_normal(kept_[d]);
    }
    for (std::size_t which = 0; which < static_cast<std::size_t>(layout_.normals); ++which) {
        bridge_.to_increments(std::span{kept_}.subspan(which), a_step);
    }
}

void Draw::fetch(int dimension, bool normal, Batch& numbers) {
    if (mirrored_ || sampling_.points == Points::sobol) {
        numbers = kept_[static_cast<std::size_t>(dimension)];
        return;
    }
    const Stream stream{static_cast<std::uint32_t>(dimension), purpose_};
    if (normal) philox_normals(sampling_.seed, stream, batch_, numbers);
    else philox_uniforms(sampling_.seed, stream, batch_, numbers);
    if (!kept_.empty()) kept_[static_cast<std::size_t>(dimension)] = numbers;
}

void Draw::normals(int step, int which, Batch& numbers) {
    fetch(step * layout_.a_step() + which, true, numbers);
    if (mirrored_) {
        for (Lanes& pack : numbers) pack = -pack;
    }
    if (shift_ != 0) push(numbers);
}

void Draw::push(Batch& numbers) {
    for (std::size_t pack = 0; pack < kPacks; ++pack) {
        exponents_[pack] -= shift_ * numbers[pack] + 0.5 * shift_ * shift_;
        numbers[pack] += shift_;
    }
}

void Draw::uniforms(int step, int which, Batch& numbers) {
    fetch(step * layout_.a_step() + layout_.normals + which, false, numbers);
    if (mirrored_) {
        for (Lanes& pack : numbers) pack = 1.0 - pack;
    }
}

Batch Draw::likelihoods() const {
    Batch weights;
    for (std::size_t pack = 0; pack < kPacks; ++pack) weights[pack] = exp(exponents_[pack]);
    return weights;
}

}  // namespace sluice::montecarlo
