// SPDX-License-Identifier: Apache-2.0
// Options that may be exercised early. An exercise rule that is learnt from paths can only be worse than the best one: prices
// lie below the exact value for the same dates, by half a percent at most.
#include <array>
#include <catch2/catch.hpp>

#include "tests/science/montecarlo/priced.hpp"

namespace sluice::montecarlo {
namespace {

struct Put {
    double spot, volatility, maturity;
    double exact;  // exercised on 50 dates a year, by quadrature
};

/// Longstaff and Schwartz, Rev. Fin. Stud. 14, 113 (2001), table 1: strike 40, rate 6 %. The first three are those of every
/// test run.
constexpr std::array kPuts{
    Put{36, .2, 1, 4.47781}, Put{40, .4, 1, 5.31196}, Put{44, .2, 1, 1.10987}, Put{36, .2, 2, 4.84023},
    Put{36, .4, 1, 7.10126}, Put{38, .2, 1, 3.25013}, Put{38, .2, 2, 3.74476}, Put{38, .4, 1, 6.14759},
    Put{38, .4, 2, 7.66803}, Put{40, .2, 1, 2.31407}, Put{40, .4, 2, 6.91707}, Put{42, .2, 1, 1.61698},
    Put{42, .4, 1, 4.58247}, Put{44, .4, 2, 5.64124}};

/// `rounding` of the exact value.
void check_learnt(const Estimate& found, double exact, double rounding) {
    CAPTURE(found.value, found.error, exact);
    CHECK(found.value < exact + rounding + 4 * found.error);
    CHECK(found.value > 0.995 * exact - 4 * found.error);
}

void check_put(const Put& put, double paths) {
    const Contract contract{.right = Right::put,
                            .asset = {put.spot, put.volatility},
                            .strike = 40,
                            .maturity = put.maturity,
                            .rate = 0.06,
                            .steps = static_cast<int>(50 * put.maturity),
                            .terms = American{}};
    CAPTURE(put.spot, put.volatility, put.maturity);
    check_learnt(priced(contract, {.antithetic = true}, paths), put.exact, 0);
}

TEST_CASE("an American put is worth what exercise on its dates is worth, less half a percent at most") {
    check_put(kPuts[GENERATE(range(std::size_t{0}, std::size_t{3}))], 2e5);
}

TEST_CASE("so is each of Longstaff and Schwartz's puts", "[.][long]") {
    check_put(kPuts[GENERATE(range(std::size_t{0}, kPuts.size()))], 5e5);
}

TEST_CASE("a Bermudan call on the larger of two assets costs what quadrature gives") {
    const auto [spot, exact] = GENERATE(table<double, double>({{90, 8.073}, {100, 13.902}}));
    const Asset asset{spot, 0.2, 0.1};
    const Contract contract{.maturity = 3,
                            .rate = 0.05,
                            .steps = 9,
                            .terms = MaxCall{{asset, asset}, {1, 0, 0, 1}, {.order = 4}}};
    check_learnt(priced(contract, {.antithetic = true}, 1e6), exact, 0.0005);
}

}  // namespace
}  // namespace sluice::montecarlo
