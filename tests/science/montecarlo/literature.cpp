// SPDX-License-Identifier: Apache-2.0
// Published prices, and closed forms. Each check is strict enough to fail for a wrong term: the standard
// error is far below the differences between variants.
#include <catch2/catch.hpp>

#include "tests/science/montecarlo/priced.hpp"
#include "workloads/montecarlo/kernel/closed_form.hpp"
#include "workloads/montecarlo/kernel/risk.hpp"

namespace sluice::montecarlo {
namespace {

#define CHECK_PRICE(found, expected, tolerance)                        \
    do {                                                               \
        const Estimate estimate_found = (found);                       \
        CAPTURE(estimate_found.value, estimate_found.error, expected); \
        CHECK(agrees(estimate_found, expected, tolerance));            \
    } while (false)

std::vector<double> all_correlated(std::size_t n, double rho) {
    std::vector<double> matrix(n * n, rho);
    for (std::size_t i = 0; i < n; ++i) matrix[i * n + i] = 1;
    return matrix;
}

TEST_CASE("a European option costs what Black and Scholes say") {
    const Sampling sampling{.antithetic = GENERATE(false, true), .controls = GENERATE(false, true)};
    CHECK_PRICE(priced({.right = Right::call, .terms = European{}}, sampling, 4e6), 10.45058357, 0);
    CHECK_PRICE(priced({.right = Right::put, .terms = European{}}, sampling, 4e6), 5.57352602, 0);
}

TEST_CASE("continuously watched barriers cost what Reiner and Rubinstein say") {
    using Side = Barrier::Side;
    using Effect = Barrier::Effect;
    struct Row {
        Side side;
        Effect effect;
        double call90, call100, put90, put100;
    };
    const auto row = GENERATE(values<Row>({{Side::down, Effect::out, 9.0246, 6.7924, 2.2798, 2.2947},
                                           {Side::down, Effect::in, 7.7627, 4.0109, 2.9586, 6.5677},
                                           {Side::up, Effect::out, 2.6789, 2.3580, 3.7760, 5.4932},
                                           {Side::up, Effect::in, 14.1112, 8.4482, 1.4653, 3.3721}}));
    const auto price = [&](Right right, double strike) {
        const double level = row.side == Side::down ? 95 : 105;
        const Contract contract{.right = right,
                                .asset = {100, 0.25, 0.04},
                                .strike = strike,
                                .maturity = 0.5,
                                .rate = 0.08,
                                .steps = 50,
                                .terms = Barrier{row.side, row.effect, level, 3, true}};
        return priced(contract, {.antithetic = true}, 2e5);
    };
    CHECK_PRICE(price(Right::call, 90), row.call90, 5e-4);
    CHECK_PRICE(price(Right::call, 100), row.call100, 5e-4);
    CHECK_PRICE(price(Right::put, 90), row.put90, 5e-4);
    CHECK_PRICE(price(Right::put, 100), row.put100, 5e-4);
}

TEST_CASE("a barrier watched on 252 days lies where the shifted barrier puts it") {
    const auto price = [](int steps, bool continuous) {
        return priced({.steps = steps, .terms = Barrier{.level = 90, .continuous = continuous}}, {}, 4e5);
    };
    CHECK_PRICE(price(1, true), 8.665472, 0);
    CHECK_PRICE(price(252, false), 8.9139, 2e-3);
}

TEST_CASE("continuous arithmetic averages cost what Linetsky computed") {
    struct Row {
        double rate, volatility, maturity, spot, expected;
    };
    const auto row = GENERATE(values<Row>({{.02, .10, 1, 2.0, 0.0559860415},
                                           {.18, .30, 1, 2.0, 0.2183875466},
                                           {.0125, .25, 2, 2.0, 0.1722687410},
                                           {.05, .50, 1, 1.9, 0.1931737903},
                                           {.05, .50, 1, 2.0, 0.2464156905}}));
    const Contract contract{.asset = {row.spot, row.volatility},
                            .strike = 2,
                            .maturity = row.maturity,
                            .rate = row.rate,
                            .steps = 128,
                            .terms = Asian{.fixings = Asian::Fixings::continuous}};
    CHECK_PRICE(priced(contract, {}, 2e5), row.expected, 1e-5);
}

TEST_CASE("discrete arithmetic averages cost what Levy's table says") {
    const auto [fixings, expected] = GENERATE(table<int, double>(
        {{2, 1.3942835683}, {4, 1.5852442983}, {8, 1.66970673}, {12, 1.6980019214}, {52, 1.7401553533}}));
    const Contract contract{.right = Right::put,
                            .asset = {90, 0.13, 0.06},
                            .strike = 87,
                            .maturity = 11.0 / 12,
                            .rate = 0.025,
                            .steps = fixings - 1,
                            .terms = Asian{.fixings = Asian::Fixings::from_start}};
    // The table's dates are whole days, and for 8 fixings it lies 0.0021 below two independent simulations.
    CHECK_PRICE(priced(contract, {}, 1e6), expected, fixings == 8 ? 0.0025 : 0.002);
    if (fixings == 2) CHECK_PRICE(priced(contract, {}, 1e7), 1.3939809, 0);
}

TEST_CASE("Heston's model prices as its Fourier integral") {
    struct Row {
        double maturity, rate, strike;
        Heston terms;
        double expected, bias;
    };
    const Heston fo{.0175, 1.5768, .0398, .5751, -.5711}, a1{.04, .5, .04, 1, -.9}, a2{.04, .3, .04, .9, -.5},
        bk{.010201, 6.21, .019, .61, -.7};
    const auto row = GENERATE_COPY(values<Row>({{1, 0, 100, fo, 5.78515543, 0.01},
                                                {10, 0, 100, a1, 13.08467014, 0.03},
                                                {15, 0, 100, a2, 16.64922292, 0.03},
                                                {1, .0319, 100, bk, 6.80611331, 0.01}}));
    const Contract contract{.strike = row.strike,
                            .maturity = row.maturity,
                            .rate = row.rate,
                            .steps = static_cast<int>(16 * row.maturity),
                            .terms = row.terms};
    CHECK_PRICE(priced(contract, {.antithetic = true}, 4e5), row.expected, row.bias);
}

TEST_CASE("baskets cost what quadrature and closed forms give") {
    using Kind = Basket::Kind;
    std::vector<Asset> assets;
    for (const double volatility : {.20, .25, .30, .22, .18}) assets.push_back({100, volatility});
    Basket basket{Kind::arithmetic, assets, std::vector<double>(5, 0.2), all_correlated(5, 0.5)};
    CHECK_PRICE(priced({.terms = basket}, {}, 4e6), 9.648277, 3e-5);
    basket.kind = Kind::geometric;
    CHECK_PRICE(priced({.terms = basket}, {}, 1e6), 8.93730384, 0);

    Basket two{Kind::maximum, {{100, .2}, {100, .3}}, {0.5, 0.5}, all_correlated(2, 0.5)};
    CHECK_PRICE(priced({.terms = two}, {}, 4e6), 18.828747, 0);
    two.kind = Kind::minimum;
    CHECK_PRICE(priced({.terms = two}, {}, 4e6), 5.853091, 0);

    const std::vector<Asset> volatile_ones(4, Asset{100, 0.4});
    const auto [strike, rho, expected] = GENERATE(table<double, double, double>(
        {{50, .5, 54.3094}, {80, .5, 36.3511}, {100, .5, 28.0067}, {100, .3, 25.0290}, {100, .8, 32.0410}}));
    const Basket krekel{Kind::arithmetic, volatile_ones, std::vector<double>(4, 0.25),
                        all_correlated(4, rho)};
    CHECK_PRICE(priced({.strike = strike, .maturity = 5, .rate = 0, .terms = krekel}, {}, 4e6), expected,
                5e-4);
}

TEST_CASE("lookback options cost what Goldman, Sosin and Gatto and Conze and Viswanathan say") {
    // S = K = 100, T = 1, r = .05, v = .2 in the closed forms.
    using Strike = Lookback::Strike;
    const int steps = GENERATE(1, 7);  // the extreme between steps is exact for any number
    const auto price = [&](Right right, Strike strike) {
        return priced({.right = right, .steps = steps, .terms = Lookback{strike, true}}, {}, 1e6);
    };
    CHECK_PRICE(price(Right::call, Strike::floating), 17.216802, 0);
    CHECK_PRICE(price(Right::put, Strike::floating), 14.290568, 0);
    CHECK_PRICE(price(Right::call, Strike::fixed), 19.167625, 0);
    CHECK_PRICE(price(Right::put, Strike::fixed), 12.339745, 0);
}

TEST_CASE("value at risk and expected shortfall of a linear portfolio have a closed form") {
    const Portfolio portfolio{
        {{1e6, .0002, .012}, {2e6, .0001, .008}, {-1.5e6, .0003, .02}, {.5e6, 0, .015}, {3e6, .00015, .01}},
        all_correlated(5, 0.3),
        {}};
    const auto found = priced_all(*make_risk(portfolio, {}), 2e6);
    CHECK_PRICE(found[0], 72373.39, 0);
    CHECK_PRICE(found[1], 90860.76, 0);
    CHECK_PRICE(found[2], 102524.79, 0);
    CHECK_PRICE(found[3], 117517.28, 0);
}

}  // namespace
}  // namespace sluice::montecarlo
