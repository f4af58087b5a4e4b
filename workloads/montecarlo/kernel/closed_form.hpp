// SPDX-License-Identifier: Apache-2.0
// Prices that are known exactly: of what serves as a control, and to check against.
#pragma once

#include <optional>
#include <span>

#include "workloads/montecarlo/kernel/contract.hpp"

namespace sluice::montecarlo {

/// Distribution function of the standard normal.
double normal_cdf(double x);

/// Discounted mean of max(sign (X - K), 0) where log X is normal. Black's formula.
///   forward    mean of X;   deviation  standard deviation of log X
double black(Right right, double forward, double strike, double deviation, double discount);

/// A European option on one asset.
double black_scholes(Right right, const Asset& asset, double strike, double maturity, double rate);

/// On the geometric mean of one path: prod S(t_i)^w_i, t_i = i maturity / (weights - 1), weights adding up
/// to 1.
double geometric_asian(const Contract& contract, std::span<const double> weights);

/// On the geometric mean of several assets at maturity, prod S_i^w_i, weights adding up to 1.
double geometric_basket(const Contract& contract, const Basket& basket);

/// What the simulation of the contract must come to, where one of these formulas says it.
std::optional<double> known_price(const Contract& contract);

}  // namespace sluice::montecarlo
