// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/science/montecarlo/priced.hpp"
#include "workloads/montecarlo/kernel/sobol.hpp"

namespace sluice::montecarlo {
namespace {

TEST_CASE("every dimension fills each of 1024 intervals once, scrambled or not") {
    const auto directions = sobol_directions(60);
    for (const std::uint32_t d : {0U, 1U, 7U, 59U}) {
        const ScrambledSobol points{directions[d], Seed{5}, d, 3};
        std::vector<int> hits(1024, 0);
        Batch numbers;
        for (std::uint64_t batch = 4; batch < 8; ++batch) {
            points.uniforms(batch, numbers);
            for (int path = 0; path < kBatchPaths; ++path)
                ++hits[static_cast<std::size_t>(path_of(numbers, path) * 1024)];
        }
        CHECK(std::ranges::count(hits, 1) == 1024);
    }
}

TEST_CASE("the first dimensions are pairwise even") {
    const auto directions = sobol_directions(24);
    CHECK(t_value(directions[0], directions[1], 10) == 0);  // the one perfect pair
    for (std::size_t a = 0; a < directions.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) CHECK(t_value(directions[a], directions[b], 10) <= 5);
    }
    CHECK_THROWS_AS(sobol_directions(kSobolDimensions + 1), std::invalid_argument);
}

TEST_CASE("scrambled points with the bridge are far more exact than random ones, and no less honest") {
    const Contract contract{.steps = 64, .terms = Asian{}};
    const double paths = 16 * 16384;
    const Estimate random = priced(contract, {.controls = false}, paths);
    const Estimate even = priced(contract, {.points = Points::sobol, .controls = false}, paths);
    CHECK(even.error < random.error / 20);
    const Estimate exact = priced(contract, {}, 5e5);
    CAPTURE(even.value, even.error, exact.value, exact.error);
    CHECK(std::abs(even.value - exact.value) < 4 * std::hypot(even.error, exact.error));
}

}  // namespace
}  // namespace sluice::montecarlo
