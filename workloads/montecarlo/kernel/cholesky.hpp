// SPDX-License-Identifier: Apache-2.0
// Small symmetric positive definite matrices, row by row.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace sluice::montecarlo {

/// Lower triangular L with L L^T = matrix; nothing if the matrix is not positive definite.
std::optional<std::vector<double>> cholesky(std::span<const double> matrix, std::size_t n);

/// x with L L^T x = right.
std::vector<double> solve_factored(std::span<const double> lower, std::span<const double> right);

}  // namespace sluice::montecarlo
