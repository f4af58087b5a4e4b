// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "workloads/montecarlo/kernel/experiment.hpp"
#include "workloads/montecarlo/kernel/streams.hpp"

namespace sluice::montecarlo {
namespace {

/// So many that a round is some milliseconds to some tens of milliseconds of work, whatever a path costs.
std::uint64_t batches_in_block(const Layout& layout) {
    constexpr std::uint64_t numbers_in_block = 1 << 16, most = 64;
    const auto numbers_in_batch = static_cast<std::uint64_t>(layout.all()) * kBatchPaths;
    return std::clamp<std::uint64_t>(numbers_in_block / numbers_in_batch, 1, most);
}

/// Mixes the paths and their mirror images half and half.
void average(std::span<Batch> values, std::span<const Batch> mirrored) {
    for (std::size_t q = 0; q < values.size(); ++q) {
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            values[q][pack] = 0.5 * (values[q][pack] + mirrored[q][pack]);
        }
    }
}

}  // namespace

Pricing::Pricing(std::unique_ptr<Product> product, const Sampling& sampling)
    : product_{std::move(product)},
      sampling_{sampling},
      draw_{sampling, product_->layout(), kPaths, sampling.importance ? product_->shift_to_payoff() : 0},
      shape_{shape()},
      batches_{batches_in_block(product_->layout())},
      values_(shape_.quantities),
      mirrored_(sampling.antithetic ? shape_.quantities : 0) {}

double Pricing::paths_in_block() const {
    return static_cast<double>(batches_) * kBatchPaths * (sampling_.antithetic ? 2 : 1);
}

std::size_t Pricing::scramblings() const {
    return sampling_.points == Points::sobol ? static_cast<std::size_t>(sampling_.scramblings) : 1;
}

Moments Pricing::block(std::uint64_t number) {
    Moments moments{shape_};
    const std::uint64_t scrambling = number % scramblings(), first = number / scramblings() * batches_;
    for (std::uint64_t batch = first; batch < first + batches_; ++batch) {
        sample(batch, static_cast<std::uint32_t>(scrambling));
        moments.add(values_);
    }
    return moments;
}

void Pricing::sample(std::uint64_t batch, std::uint32_t scrambling) {
    draw_.begin(batch, scrambling);
    product_->sample(draw_, values_);
    weigh();
    if (!sampling_.antithetic) return;
    std::swap(values_, mirrored_);
    draw_.mirror();
    product_->sample(draw_, values_);
    weigh();
    average(values_, mirrored_);
}

void Pricing::weigh() {
    if (!draw_.is_weighted()) return;
    const Batch likelihoods = draw_.likelihoods();
    for (Batch& quantity : values_) {
        for (std::size_t pack = 0; pack < kPacks; ++pack) quantity[pack] *= likelihoods[pack];
    }
}

}  // namespace sluice::montecarlo
