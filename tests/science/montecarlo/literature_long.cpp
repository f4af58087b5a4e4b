// SPDX-License-Identifier: Apache-2.0
// The published values that take too long for every test run: scripts/validate montecarlo.
#include <catch2/catch.hpp>

#include "tests/science/montecarlo/priced.hpp"

namespace sluice::montecarlo {
namespace {

TEST_CASE("all of Longstaff and Schwartz's puts lie up to half a percent below the Bermudan value",
          "[.][long]") {
    const auto [spot, volatility, maturity, bermudan] =
        GENERATE(table<double, double, double, double>({{36, .2, 1, 4.47781},
                                                        {36, .2, 2, 4.84023},
                                                        {36, .4, 1, 7.10126},
                                                        {38, .2, 1, 3.25013},
                                                        {38, .2, 2, 3.74476},
                                                        {38, .4, 1, 6.14759},
                                                        {38, .4, 2, 7.66803},
                                                        {40, .2, 1, 2.31407},
                                                        {40, .4, 1, 5.31196},
                                                        {40, .4, 2, 6.91707},
                                                        {42, .2, 1, 1.61698},
                                                        {42, .4, 1, 4.58247},
                                                        {44, .2, 1, 1.10987},
                                                        {44, .4, 2, 5.64124}}));
    const Contract contract{.right = Right::put,
                            .asset = {spot, volatility},
                            .strike = 40,
                            .maturity = maturity,
                            .rate = 0.06,
                            .steps = static_cast<int>(50 * maturity),
                            .terms = American{}};
    const Estimate found = priced(contract, {.antithetic = true}, 5e5);
    CAPTURE(found.value, found.error, bermudan);
    CHECK(found.value < bermudan + 4 * found.error);
    CHECK(found.value > 0.995 * bermudan - 4 * found.error);
}

TEST_CASE("the bias of Heston's model falls with the step, also far from the money", "[.][long]") {
    const auto [strike, expected] =
        GENERATE(table<double, double>({{60, 44.329975}, {100, 13.08467014}, {140, 0.295774}}));
    const auto [steps_a_year, bias] =
        GENERATE(table<int, double>({{4, 0.15}, {8, 0.06}, {16, 0.03}, {32, 0.02}}));
    const Contract contract{.strike = strike,
                            .maturity = 10,
                            .rate = 0,
                            .steps = 10 * steps_a_year,
                            .terms = Heston{.04, .5, .04, 1, -.9}};
    const Estimate found = priced(contract, {.antithetic = true}, 1e6);
    CAPTURE(found.value, found.error, expected, steps_a_year);
    CHECK(agrees(found, expected, bias));
}

}  // namespace
}  // namespace sluice::montecarlo
