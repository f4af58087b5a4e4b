// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/contract_keys.hpp"

#include <algorithm>
#include <array>

#include "workloads/montecarlo/kernel/cholesky.hpp"
#include "workloads/montecarlo/kernel/exercise_basis.hpp"
#include "workloads/montecarlo/kernel/sobol.hpp"

namespace sluice::montecarlo {
namespace {

constexpr std::array kInstrumentKeys{
    Key{"name", "for tables and files"},
    Key{"product", "european, asian, barrier, lookback, basket, heston, american or max-call"},
    Key{"right", "call or put"},
    Key{"spot", "price today; basket and max-call: one for each asset, separated by commas"},
    Key{"volatility", "per square root of a year; basket and max-call: likewise"},
    Key{"dividend", "yield per year; basket and max-call: likewise"},
    Key{"strike", "price"},
    Key{"maturity", "years"},
    Key{"rate", "of interest per year, continuously compounded"},
    Key{"steps", "of the path: fixings, looks at a barrier, exercise dates"},
    Key{"mean", "asian: arithmetic or geometric"},
    Key{"fixings", "asian: discrete, from-start (today's price counts) or continuous"},
    Key{"barrier", "barrier: down-and-out, down-and-in, up-and-out or up-and-in"},
    Key{"level", "barrier: price"},
    Key{"rebate", "barrier: paid on the touch (out) or at maturity without one (in)"},
    Key{"watched", "barrier and lookback: discrete (each step) or continuous"},
    Key{"against", "lookback: fixed (strike) or floating"},
    Key{"payoff", "basket: arithmetic, geometric, maximum or minimum"},
    Key{"weights", "basket: of the assets (default: equal)"},
    Key{"correlation", "basket and max-call: of all pairs, or the whole matrix row by row"},
    Key{"v0", "heston: variance today"},
    Key{"kappa", "heston: speed of the variance's return"},
    Key{"theta", "heston: variance it returns to"},
    Key{"sigma", "heston: volatility of the variance"},
    Key{"rho", "heston: correlation of asset and variance"},
    Key{"order", "american and max-call: of the polynomials"},
    Key{"training-paths", "american and max-call: to find the exercise rule"},
};

constexpr std::array kSamplingKeys{
    Key{"seed", "0 to 2^53; the same seed gives the same digits on any number of ranks"},
    Key{"paths", "at most, rounded up to whole rounds"},
    Key{"target-error", "stop when the price's standard error is no larger"},
    Key{"points", "pseudo (random) or sobol (scrambled, with the Brownian bridge)"},
    Key{"antithetic", "each path with its mirror image: true or false"},
    Key{"controls", "correct by payoffs of known mean: true or false"},
    Key{"importance", "push paths to where an option out of the money pays: true or false"},
    Key{"greeks", "estimate sensitivities as well: true or false"},
    Key{"scramblings", "of Sobol's points, for the error"},
};

constexpr double kLargest = 1e12, kMostSteps = 100'000;

/// From one value for all or one for each.
double of(const std::vector<double>& values, std::size_t i) {
    return values.size() == 1 ? values[0] : values[i];
}

struct Prices {
    std::vector<double> spots, volatilities, dividends;
};

Prices read_prices(Given& given) {
    return {given.numbers("spot", 100, 1e-12, kLargest), given.numbers("volatility", 0.2, 1e-6, 10),
            given.numbers("dividend", 0, -1, 1)};
}

Asset read_asset(Given& given) {
    return {given.number("spot", 100, 1e-12, kLargest), given.number("volatility", 0.2, 1e-6, 10),
            given.number("dividend", 0, -1, 1)};
}

std::vector<Asset> read_assets(Given& given) {
    const Prices prices = read_prices(given);
    const std::vector<double> weights = given.numbers("weights", 1, -kLargest, kLargest);
    const std::size_t n =
        std::max({prices.spots.size(), prices.volatilities.size(), prices.dividends.size(), weights.size()});
    if (n < 2) given.mistaken("spot", "must have one price for each of several assets: 100,100");
    const auto fits = [&](const char* key, const std::vector<double>& values) {
        if (values.size() != 1 && values.size() != n) {
            given.mistaken(key, "has {} values for {} assets", values.size(), n);
        }
    };
    fits("spot", prices.spots);
    fits("volatility", prices.volatilities);
    fits("dividend", prices.dividends);
    fits("weights", weights);
    std::vector<Asset> assets;
    for (std::size_t i = 0; i < n; ++i) {
        assets.push_back({of(prices.spots, i), of(prices.volatilities, i), of(prices.dividends, i)});
    }
    return assets;
}

Asian read_asian(Given& given) {
    return {static_cast<Asian::Mean>(given.choice("mean", {"arithmetic", "geometric"})),
            static_cast<Asian::Fixings>(given.choice("fixings", {"discrete", "from-start", "continuous"}))};
}

Barrier read_barrier(Given& given) {
    const std::size_t kind =
        given.choice("barrier", {"down-and-out", "down-and-in", "up-and-out", "up-and-in"});
    return {static_cast<Barrier::Side>(kind / 2), static_cast<Barrier::Effect>(kind % 2),
            given.number("level", 90, 1e-12, kLargest), given.number("rebate", 0, 0, kLargest),
            given.choice("watched", {"discrete", "continuous"}) == 1};
}

Lookback read_lookback(Given& given) {
    return {static_cast<Lookback::Strike>(given.choice("against", {"fixed", "floating"})),
            given.choice("watched", {"discrete", "continuous"}) == 1};
}

Basket read_basket(Given& given) {
    Basket basket;
    basket.kind =
        static_cast<Basket::Kind>(given.choice("payoff", {"arithmetic", "geometric", "maximum", "minimum"}));
    basket.assets = read_assets(given);
    const std::size_t n = basket.assets.size();
    const std::vector<double> weights = given.numbers("weights", 1.0 / static_cast<double>(n), 0, kLargest);
    for (std::size_t i = 0; i < n; ++i) basket.weights.push_back(of(weights, i));
    basket.correlation = read_correlation(given, n);
    return basket;
}

Heston read_heston(Given& given) {
    return {given.number("v0", 0.04, 1e-8, 10), given.number("kappa", 1, 1e-4, 100),
            given.number("theta", 0.04, 1e-8, 10), given.number("sigma", 0.5, 1e-4, 10),
            given.number("rho", -0.5, -0.999, 0.999)};
}

American read_exercise(Given& given) {
    return {static_cast<int>(given.number("order", 3, 1, ExerciseBasis::kHighestOrder)),
            static_cast<std::size_t>(given.number("training-paths", 131072, 1000, 1e8))};
}

const std::vector<std::string> kProducts{"european", "asian",  "barrier",  "lookback",
                                         "basket",   "heston", "american", "max-call"};

Terms read_terms(Given& given, std::size_t product) {
    switch (product) {
        case 0:
            return European{};
        case 1:
            return read_asian(given);
        case 2:
            return read_barrier(given);
        case 3:
            return read_lookback(given);
        case 4:
            return read_basket(given);
        case 5:
            return read_heston(given);
        case 6:
            return read_exercise(given);
        default: {
            MaxCall terms{read_assets(given), {}, read_exercise(given)};
            terms.correlation = read_correlation(given, terms.assets.size());
            return terms;
        }
    }
}

/// Of the products in the order of kProducts; 0: they have one step, whatever is asked for.
constexpr std::array kUsualSteps{0, 252, 252, 252, 0, 32, 50, 9};

}  // namespace

std::span<const Key> instrument_keys() { return kInstrumentKeys; }
std::span<const Key> sampling_keys() { return kSamplingKeys; }

std::vector<double> read_correlation(Given& given, std::size_t n) {
    const std::vector<double> values = given.numbers("correlation", 0, -1, 1);
    if (values.size() != 1 && values.size() != n * n) {
        given.mistaken("correlation", "must be one number or {0} x {0}, not {1}", n, values.size());
    }
    std::vector<double> matrix(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            matrix[i * n + j] = values.size() > 1 ? values[i * n + j] : i == j ? 1 : values[0];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (matrix[i * n + i] != 1) given.mistaken("correlation", "must be 1 on the diagonal");
        for (std::size_t j = 0; j < i; ++j) {
            if (matrix[i * n + j] != matrix[j * n + i]) given.mistaken("correlation", "must be symmetric");
        }
    }
    if (!cholesky(matrix, n))
        given.mistaken("correlation", "is of no possible set of assets (not positive definite)");
    return matrix;
}

Contract read_contract(Given& given) {
    Contract contract;
    const std::size_t product = given.choice("product", kProducts);
    const bool several = kProducts[product] == "basket" || kProducts[product] == "max-call";
    contract.name = given.text("name", kProducts[product]);
    if (kProducts[product] != "max-call")
        contract.right = static_cast<Right>(given.choice("right", {"call", "put"}));
    if (!several && kProducts[product] != "heston") contract.asset = read_asset(given);
    if (kProducts[product] == "heston") {
        contract.asset = {given.number("spot", 100, 1e-12, kLargest), 0.2,
                          given.number("dividend", 0, -1, 1)};
    }
    contract.strike = given.number("strike", 100, 1e-12, kLargest);
    contract.maturity = given.number("maturity", 1, 1e-6, 1000);
    contract.rate = given.number("rate", 0.05, -1, 10);
    if (const int usual = kUsualSteps[product]; usual > 0) {
        contract.steps = static_cast<int>(given.number("steps", usual, 1, kMostSteps));
    }
    contract.terms = read_terms(given, product);
    given.refuse_unused("product " + kProducts[product]);
    return contract;
}

Sampling read_sampling(Given& given) {
    constexpr double exact_integers = 0x1p53;
    Sampling sampling;
    sampling.seed = Seed{static_cast<std::uint64_t>(given.number("seed", 1, 0, exact_integers))};
    sampling.points = static_cast<Points>(given.choice("points", {"pseudo", "sobol"}));
    sampling.antithetic = given.flag("antithetic", false);
    sampling.controls = given.flag("controls", true);
    sampling.importance = given.flag("importance", false);
    sampling.greeks = given.flag("greeks", false);
    sampling.scramblings = static_cast<int>(given.number("scramblings", 16, 2, 64));
    return sampling;
}

Goal read_goal(Given& given) {
    return {given.number("paths", 1e7, 1, 1e15), given.number("target-error", 0, 0, kLargest)};
}

}  // namespace sluice::montecarlo
