// SPDX-License-Identifier: Apache-2.0
// Value at risk and expected shortfall of a portfolio over one horizon, with full revaluation of its options.
//
// Returns of the risk factors are jointly normal. Each block of 2^18 scenarios is sorted by loss: value at
// risk is the loss that the given share of scenarios does not exceed, expected shortfall the mean of the
// losses beyond. The blocks' results are averaged and their scatter gives the error; the bias of a single
// block, of the order of 1/2^18, stays.
#pragma once

#include <optional>

#include "workloads/montecarlo/kernel/experiment.hpp"

namespace sluice::montecarlo {

/// Holding of one risk factor: its value moves by value * return.
struct Position {
    double value = 0;                // money
    double mean = 0, deviation = 0;  // of the return over the horizon
};

/// European options on a factor; the factor's return moves the spot.
struct OptionHolding {
    double quantity = 0;
    std::size_t factor = 0;  // index of the position whose return it follows
    Right right = Right::call;
    Asset asset{};
    double strike = 100, maturity = 1, rate = 0.05;
};

struct Portfolio {
    std::vector<Position> positions{};
    std::vector<double> correlation{};  // row by row
    std::vector<OptionHolding> options{};
    double horizon = 1.0 / 252;  // years, by which options age
};

/// Estimates: "VaR 95 %", "ES 95 %", "VaR 99 %", "ES 99 %". Throws std::invalid_argument for a correlation
/// matrix that is none.
std::unique_ptr<Experiment> make_risk(const Portfolio& portfolio, const Sampling& sampling);

}  // namespace sluice::montecarlo
