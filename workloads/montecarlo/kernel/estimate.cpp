// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/estimate.hpp"

#include <cmath>

#include "workloads/montecarlo/kernel/cholesky.hpp"

namespace sluice::montecarlo {
namespace {

/// How a quantity follows the controls.
std::vector<double> coefficients(const Moments& all, std::size_t quantity) {
    const std::size_t n = all.shape().controls, first = all.shape().quantities - n;
    std::vector<double> between(n * n), with(n);
    for (std::size_t i = 0; i < n; ++i) {
        with[i] = all.covariance(quantity, i);
        for (std::size_t j = 0; j < n; ++j) between[i * n + j] = all.covariance(first + i, j);
    }
    const auto lower = cholesky(between, n);
    return lower ? solve_factored(*lower, with) : std::vector<double>(n, 0.0);
}

class Corrected {
  public:
    Corrected(const Moments& all, std::size_t quantity, std::span<const double> control_means)
        : quantity_{quantity}, means_{control_means}, coefficients_{coefficients(all, quantity)} {}

    double mean(const Moments& part) const {
        const std::size_t first = part.shape().quantities - part.shape().controls;
        double value = part.mean(quantity_);
        for (std::size_t c = 0; c < means_.size(); ++c)
            value -= coefficients_[c] * (part.mean(first + c) - means_[c]);
        return value;
    }
    double variance(const Moments& all) const {
        double rest = all.variance(quantity_);
        for (std::size_t c = 0; c < means_.size(); ++c)
            rest -= coefficients_[c] * all.covariance(quantity_, c);
        return std::max(rest, 0.0);
    }

  private:
    std::size_t quantity_;
    std::span<const double> means_;
    std::vector<double> coefficients_;
};

Estimate from_paths(const Corrected& corrected, const Moments& all) {
    const double freedom = std::max(all.count() - 1 - static_cast<double>(all.shape().controls), 1.0);
    return {corrected.mean(all), std::sqrt(corrected.variance(all) / freedom)};
}

Estimate from_scatter(const Corrected& corrected, std::span<const Moments> tallies) {
    const auto n = static_cast<double>(tallies.size());
    double mean = 0, squares = 0;
    for (const Moments& tally : tallies) mean += corrected.mean(tally) / n;
    for (const Moments& tally : tallies) squares += std::pow(corrected.mean(tally) - mean, 2);
    return {mean, std::sqrt(squares / (n * (n - 1)))};
}

}  // namespace

std::vector<Estimate> estimate(std::span<const Moments> tallies, std::span<const double> control_means) {
    Moments all = tallies.front();
    for (const Moments& tally : tallies.subspan(1)) all.merge(tally);
    std::vector<Estimate> results;
    for (std::size_t q = 0; q < all.shape().quantities - all.shape().controls; ++q) {
        const Corrected corrected{all, q, control_means};
        results.push_back(tallies.size() > 1 ? from_scatter(corrected, tallies) : from_paths(corrected, all));
    }
    return results;
}

}  // namespace sluice::montecarlo
