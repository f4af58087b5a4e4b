// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/cholesky.hpp"

#include <cmath>

namespace sluice::montecarlo {

std::optional<std::vector<double>> cholesky(std::span<const double> matrix, std::size_t n) {
    std::vector<double> lower(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double rest = matrix[i * n + j];
            for (std::size_t k = 0; k < j; ++k) rest -= lower[i * n + k] * lower[j * n + k];
            if (i == j && !(rest > 1e-14 * matrix[i * n + i])) return std::nullopt;
            lower[i * n + j] = i == j ? std::sqrt(rest) : rest / lower[j * n + j];
        }
    }
    return lower;
}

std::vector<double> solve_factored(std::span<const double> lower, std::span<const double> right) {
    const std::size_t n = right.size();
    std::vector<double> x(right.begin(), right.end());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) x[i] -= lower[i * n + k] * x[k];
        x[i] /= lower[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) x[i] -= lower[k * n + i] * x[k];
        x[i] /= lower[i * n + i];
    }
    return x;
}

}  // namespace sluice::montecarlo
