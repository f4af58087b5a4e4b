// SPDX-License-Identifier: Apache-2.0
// What a least squares fit needs of the paths: sums of the basis' products, and of basis times value.
#pragma once

#include <span>

#include "workloads/montecarlo/kernel/batch.hpp"
#include "workloads/montecarlo/kernel/exercise_basis.hpp"

namespace sluice::montecarlo {

/// What a regression sees of a batch of paths.
struct Observed {
    Batch counts;  // 1, or 0 for paths that do not count
    Batch x, y;    // arguments of the basis; y only if it takes two
    Batch value;   // to be estimated
};

/// The number of sums: of paths that count, basis products (upper triangle, by rows), basis times value.
inline std::size_t regression_sums(const ExerciseBasis& basis) {
    const std::size_t n = basis.size();
    return 1 + n * (n + 1) / 2 + n;
}

/// Adds a batch.
void add_to_sums(const ExerciseBasis& basis, const Observed& observed, std::span<double> sums);

}  // namespace sluice::montecarlo
