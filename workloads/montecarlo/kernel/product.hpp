// SPDX-License-Identifier: Apache-2.0
// Something to price, as the sampler sees it: random numbers in, discounted payoffs out.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "workloads/montecarlo/kernel/contract.hpp"
#include "workloads/montecarlo/kernel/draw.hpp"

namespace sluice::montecarlo {

class Product {
  public:
    virtual ~Product() = default;

    virtual Layout layout() const = 0;

    /// "price" first, then the greeks.
    virtual std::vector<std::string> estimates() const { return {"price"}; }

    /// Exact means of the controls, which sample() gives after the estimates.
    virtual std::vector<double> control_means() const { return {}; }

    /// For importance sampling: what to add to each normal number so that the typical path just pays. 0 if it
    /// does.
    virtual double shift_to_payoff() const { return 0; }

    /// One value of each estimate and control for each path of the batch.
    virtual void sample(Draw& draw, std::span<Batch> values) const = 0;
};

}  // namespace sluice::montecarlo
