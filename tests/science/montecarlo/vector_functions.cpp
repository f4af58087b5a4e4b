// SPDX-License-Identifier: Apache-2.0
// The measured errors that the headers promise.
#include <catch2/catch.hpp>
#include <cmath>

#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/inverse_normal.hpp"

namespace sluice::montecarlo {
namespace {

constexpr int kPoints = 400'000;

TEST_CASE("exp is exact to 3.5e-16") {
    double worst = 0;
    for (int n = 0; n < kPoints; ++n) {
        const double x = -690 + 1380.0 * n / kPoints;
        worst = std::max(
            worst,
            static_cast<double>(std::abs(exp(constant(x))[0] / std::exp(static_cast<long double>(x)) - 1)));
    }
    CHECK(worst < 3.5e-16);
    CHECK(exp(constant(0.0))[0] == 1);
    CHECK(exp(constant(-1e9))[0] == exp(constant(-700.0))[0]);
}

TEST_CASE("log is exact to 2e-16, relative near one and everywhere") {
    double worst = 0;
    for (int n = 1; n < kPoints; ++n) {
        const double x = n % 2 == 0 ? std::exp2(-900 + 1800.0 * n / kPoints) : 0.5 + 1.5 * n / kPoints;
        const long double exact = std::log(static_cast<long double>(x));
        if (exact != 0)
            worst = std::max(worst, static_cast<double>(std::abs(log(constant(x))[0] / exact - 1)));
    }
    CHECK(worst < 2e-16);
    CHECK(log(constant(1.0))[0] == 0);
}

/// Relative error of z as inverse of u, by one Newton step from z in extended precision.
double error_of_inverse(double u, double z) {
    const long double x = z, root2 = std::sqrt(2.0L);
    const long double excess = 0.5L * std::erfc(-x / root2) - u;
    return static_cast<double>(std::abs(excess / (std::exp(-x * x / 2) / std::sqrt(2 * M_PIl)) / x));
}

TEST_CASE("the inverse normal is exact to 2e-14 in the middle and in the tails") {
    double worst = 0;
    Batch numbers{};
    for (int n = 1; n < 4000; ++n) {
        for (int k = 0; k < kBatchPaths; ++k) {  // half evenly, half far into the lower tail
            const double share = (n + k / 256.0) / 4001;
            numbers[static_cast<std::size_t>(k / kLanes)][k % kLanes] =
                n % 2 == 0 ? share : std::exp2(-52 * share);
        }
        const Batch uniforms = numbers;
        inverse_normal(numbers);
        for (int k = 0; k < kBatchPaths; k += 16) {
            const double u = path_of(uniforms, k);
            if (std::abs(u - 0.5) > 1e-3) worst = std::max(worst, error_of_inverse(u, path_of(numbers, k)));
        }
    }
    CHECK(worst < 2e-14);
    CHECK(worst > 0);
}

}  // namespace
}  // namespace sluice::montecarlo
