// SPDX-License-Identifier: Apache-2.0
// The steps of one asset's path in the logarithm: x += drift + noise z.
#pragma once

#include <cmath>

#include "workloads/montecarlo/kernel/batch.hpp"
#include "workloads/montecarlo/kernel/contract.hpp"

namespace sluice::montecarlo {

struct PathSteps {
    double dt, drift, noise;  // of a step: years, mean and deviation of the change of log S
    double start;             // log S today
    double discount;          // over the whole time

    explicit PathSteps(const Contract& contract) : PathSteps{contract, contract.asset} {}
    PathSteps(const Contract& contract, const Asset& asset)
        : dt{contract.maturity / contract.steps},
          drift{(contract.rate - asset.dividend - 0.5 * asset.volatility * asset.volatility) * dt},
          noise{asset.volatility * std::sqrt(dt)},
          start{std::log(asset.spot)},
          discount{std::exp(-contract.rate * contract.maturity)} {}

    /// What to add to each of `steps` normal numbers to bring the median of the end to `level`.
    double shift_to(double level, int steps) const {
        return (std::log(level) - start - drift * steps) / (noise * steps);
    }
};

/// Today's mean of the discounted asset at maturity.
inline double discounted_forward(const Contract& contract, const Asset& asset) {
    return asset.spot * std::exp(-asset.dividend * contract.maturity);
}

/// The shift to the strike, if the option is out of the money; otherwise none.
inline double shift_if_out_of_money(const Contract& contract) {
    const double shift = PathSteps{contract}.shift_to(contract.strike, contract.steps);
    return sign_of(contract.right) * shift > 0 ? shift : 0;
}

/// max(sign (x - strike), 0)
inline Lanes payoff(double sign, Lanes x, double strike) { return max(sign * (x - strike), Lanes{}); }

}  // namespace sluice::montecarlo
