// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/closed_form.hpp"

#include <cmath>

namespace sluice::montecarlo {

double normal_cdf(double x) { return 0.5 * std::erfc(-x * M_SQRT1_2); }

double black(Right right, double forward, double strike, double deviation, double discount) {
    const double sign = sign_of(right);
    const double d1 = std::log(forward / strike) / deviation + 0.5 * deviation, d2 = d1 - deviation;
    return discount * sign * (forward * normal_cdf(sign * d1) - strike * normal_cdf(sign * d2));
}

double black_scholes(Right right, const Asset& asset, double strike, double maturity, double rate) {
    const double forward = asset.spot * std::exp((rate - asset.dividend) * maturity);
    return black(right, forward, strike, asset.volatility * std::sqrt(maturity), std::exp(-rate * maturity));
}

namespace {

/// A European option on X, given mean and variance of log X.
double on_lognormal(const Contract& contract, double mean, double variance) {
    return black(contract.right, std::exp(mean + 0.5 * variance), contract.strike, std::sqrt(variance),
                 std::exp(-contract.rate * contract.maturity));
}

double log_drift(const Asset& asset, double rate) {
    return rate - asset.dividend - 0.5 * asset.volatility * asset.volatility;
}

}  // namespace

double geometric_asian(const Contract& contract, std::span<const double> weights) {
    const Asset& asset = contract.asset;
    const double dt = contract.maturity / static_cast<double>(weights.size() - 1);
    double mean = std::log(asset.spot), variance = 0;
    double still_to_come = 0;  // weight of the fixings after a step: what the step's noise moves
    for (std::size_t i = weights.size() - 1; i >= 1; --i) {
        still_to_come += weights[i];
        mean += weights[i] * log_drift(asset, contract.rate) * dt * static_cast<double>(i);
        variance += still_to_come * still_to_come * asset.volatility * asset.volatility * dt;
    }
    return on_lognormal(contract, mean, variance);
}

double geometric_basket(const Contract& contract, const Basket& basket) {
    const std::size_t n = basket.assets.size();
    double mean = 0, variance = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const Asset& asset = basket.assets[i];
        mean +=
            basket.weights[i] * (std::log(asset.spot) + log_drift(asset, contract.rate) * contract.maturity);
        for (std::size_t j = 0; j < n; ++j) {
            variance += basket.weights[i] * basket.weights[j] * basket.correlation[i * n + j] *
                        asset.volatility * basket.assets[j].volatility * contract.maturity;
        }
    }
    return on_lognormal(contract, mean, variance);
}

std::optional<double> known_price(const Contract& contract) {
    if (std::holds_alternative<European>(contract.terms))
        return black_scholes(contract.right, contract.asset, contract.strike, contract.maturity, contract.rate);
    const auto* basket = std::get_if<Basket>(&contract.terms);
    if (basket != nullptr && basket->kind == Basket::Kind::geometric) return geometric_basket(contract, *basket);
    return std::nullopt;
}

}  // namespace sluice::montecarlo
