// SPDX-License-Identifier: Apache-2.0
// What is to be priced. Rates and volatilities per year, continuously compounded; times in years.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace sluice::montecarlo {

enum class Right { call, put };

/// +1 or -1: the payoff is max(sign (S - K), 0).
inline double sign_of(Right right) { return right == Right::call ? 1.0 : -1.0; }

/// One asset that follows a geometric Brownian motion.
struct Asset {
    double spot = 100, volatility = 0.2, dividend = 0;
};

struct European {};

/// On the average over fixings.
struct Asian {
    enum class Mean { arithmetic, geometric } mean = Mean::arithmetic;
    enum class Fixings {
        discrete,    // at the end of each step
        from_start,  // steps + 1 of them, the first is the spot of today
        continuous   // trapezoidal rule over the steps
    } fixings = Fixings::discrete;
};

/// Pays unless (out) or only if (in) the asset has touched the level.
struct Barrier {
    enum class Side { down, up } side = Side::down;
    enum class Effect { out, in } effect = Effect::out;
    double level = 90;
    double rebate = 0;        // out: paid when the level is touched; in: at maturity if it never was
    bool continuous = false;  // watched at all times, or at the end of each step
};

/// On the extreme of the path: against the strike (fixed), or the asset against its extreme (floating).
struct Lookback {
    enum class Strike { fixed, floating } strike = Strike::fixed;
    bool continuous = false;
};

/// On several assets at maturity.
struct Basket {
    enum class Kind { arithmetic, geometric, maximum, minimum } kind = Kind::arithmetic;
    std::vector<Asset> assets{};
    std::vector<double> weights{};      // as many as assets; mean kinds only
    std::vector<double> correlation{};  // row by row
};

/// Stochastic variance: dv = kappa (theta - v) dt + sigma sqrt(v) dW, correlated with the asset's noise by
/// rho.
struct Heston {
    double v0 = 0.04, kappa = 1, theta = 0.04, sigma = 0.5, rho = -0.5;
};

/// May be exercised at the end of each step.
struct American {
    int order = 3;  // of the polynomials that estimate what waiting is worth
    std::size_t training_paths = 131072;
};

/// The same on the larger of several assets (a call).
struct MaxCall {
    std::vector<Asset> assets{};
    std::vector<double> correlation{};  // row by row
    American exercise{};
};

using Terms = std::variant<European, Asian, Barrier, Lookback, Basket, Heston, American, MaxCall>;

struct Contract {
    std::string name{};
    Right right = Right::call;
    Asset asset{};
    double strike = 100, maturity = 1, rate = 0.05;
    int steps = 1;
    Terms terms{};
};

}  // namespace sluice::montecarlo
