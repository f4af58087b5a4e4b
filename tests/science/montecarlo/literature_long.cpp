// SPDX-License-Identifier: Apache-2.0
// The published values that take too long for every test run: scripts/validate montecarlo.
#include <catch2/catch.hpp>

#include "tests/science/montecarlo/priced.hpp"

namespace sluice::montecarlo {
namespace {

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
