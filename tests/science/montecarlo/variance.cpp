// SPDX-License-Identifier: Apache-2.0
// Do the ways to reduce the variance reduce it, and leave the mean alone? Are errors what they claim, greeks
// right?
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/science/montecarlo/priced.hpp"
#include "workloads/montecarlo/kernel/closed_form.hpp"

namespace sluice::montecarlo {
namespace {

TEST_CASE("the standard error is the scatter of independent runs") {
    const Sampling method =
        GENERATE(Sampling{.controls = false}, Sampling{.antithetic = true, .controls = false},
                 Sampling{.points = Points::sobol, .controls = false}, Sampling{.controls = true});
    constexpr int runs = 60;
    std::vector<Estimate> found;
    double mean = 0, squares = 0;
    for (int run = 0; run < runs; ++run) {
        Sampling sampling = method;
        sampling.seed = Seed{static_cast<std::uint64_t>(1000 + run)};
        found.push_back(priced({.asset = {100, 0.3}, .steps = 16, .terms = Asian{}}, sampling, 1));
        mean += found.back().value / runs;
    }
    for (const Estimate& each : found) squares += std::pow((each.value - mean) / each.error, 2);
    CHECK(squares / (runs - 1) > 0.5);  // chi squared with 59 degrees of freedom, over 59
    CHECK(squares / (runs - 1) < 1.8);
}

TEST_CASE("antithetic paths, controls and importance sampling reduce the error") {
    const auto error = [](const Sampling& sampling, double strike) {
        const Estimate found = priced({.strike = strike, .steps = 16, .terms = Asian{}}, sampling, 2e5);
        return found.error * std::sqrt(2.0 / (sampling.antithetic ? 2 : 1));  // at equal paths
    };
    const double plain = error({.controls = false}, 100);
    CHECK(error({.antithetic = true, .controls = false}, 100) < 0.8 * plain);
    CHECK(error({.controls = true}, 100) < 0.1 * plain);
    const double rare = error({.controls = false}, 150);
    CHECK(error({.controls = false, .importance = true}, 150) < 0.2 * rare);
}

TEST_CASE("importance sampling keeps the price of what rarely pays") {
    const double exact = black_scholes(Right::call, {100, 0.2}, 200, 1, 0.05);
    const Estimate found =
        priced({.strike = 200, .terms = European{}}, {.controls = false, .importance = true}, 1e6);
    CAPTURE(found.value, found.error, exact);
    CHECK(agrees(found, exact, 0));
    CHECK(found.error < 0.005 * exact);
}

TEST_CASE("greeks of a European option are those of Black and Scholes") {
    const Right right = GENERATE(Right::call, Right::put);
    const auto found =
        priced_all({.right = right, .strike = 105, .terms = European{}}, {.greeks = true}, 8e6);
    const auto value = [&](double spot, double volatility, double rate) {
        return black_scholes(right, {spot, volatility}, 105, 1, rate);
    };
    const double h = 1e-3, price = value(100, .2, .05);
    CHECK(agrees(found[0], price, 0));
    CHECK(agrees(found[1], (value(100 + h, .2, .05) - value(100 - h, .2, .05)) / (2 * h), 0));
    CHECK(agrees(found[2], (value(100 + h, .2, .05) + value(100 - h, .2, .05) - 2 * price) / (h * h), 0));
    CHECK(agrees(found[3], (value(100, .2 + h, .05) - value(100, .2 - h, .05)) / (2 * h), 0));
    CHECK(agrees(found[4], (value(100, .2, .05 + h) - value(100, .2, .05 - h)) / (2 * h), 0));
}

/// With the same random numbers the difference of two prices is almost free of noise.
double slope(Contract contract, double Asset::*parameter, double h, double paths) {
    contract.asset.*parameter += h;
    const double above = priced(contract, {.controls = false}, paths).value;
    contract.asset.*parameter -= 2 * h;
    return (above - priced(contract, {.controls = false}, paths).value) / (2 * h);
}

TEST_CASE("greeks along the path are the slopes of the price") {
    const double paths = 4e5;
    const auto check = [&](const Contract& contract, std::size_t estimates) {
        const auto found = priced_all(contract, {.controls = false, .greeks = true}, paths);
        REQUIRE(found.size() == estimates);
        CHECK(found[1].value == Approx(slope(contract, &Asset::spot, 0.01, paths)).epsilon(2e-3));
        if (estimates > 2)
            CHECK(found[2].value == Approx(slope(contract, &Asset::volatility, 1e-4, paths)).epsilon(2e-3));
    };
    check({.strike = 102, .steps = 5, .terms = Asian{}}, 3);
    check({.strike = 102, .steps = 3, .terms = Lookback{Lookback::Strike::fixed, true}}, 2);
    check({.steps = 3, .terms = Lookback{Lookback::Strike::floating, false}}, 2);
    check({.strike = 102, .steps = 4, .terms = Heston{}}, 2);
}

TEST_CASE("moments of parts, merged, are the moments of the whole") {
    Batch a, b;
    for (int path = 0; path < kBatchPaths; ++path) {
        a[static_cast<std::size_t>(path / kLanes)][path % kLanes] = 1e6 + path % 7;
        b[static_cast<std::size_t>(path / kLanes)][path % kLanes] = path % 7 - 2.0 * (path % 5);
    }
    Moments whole{{2, 1}}, part{{2, 1}}, one_by_one{{2, 1}};
    whole.add(std::array{a, b});
    part.add(std::array{a, b});
    whole.merge(part);
    for (int path = 0; path < 2 * kBatchPaths; ++path) {
        one_by_one.add_one(std::array{path_of(a, path % 256), path_of(b, path % 256)});
    }
    CHECK(whole.count() == 512);
    CHECK(whole.mean(0) == Approx(one_by_one.mean(0)).epsilon(1e-14));
    CHECK(whole.variance(0) == Approx(one_by_one.variance(0)).epsilon(1e-9));
    CHECK(whole.covariance(0, 0) == Approx(one_by_one.covariance(0, 0)).epsilon(1e-9));
}

}  // namespace
}  // namespace sluice::montecarlo
