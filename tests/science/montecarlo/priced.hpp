// SPDX-License-Identifier: Apache-2.0
// Prices in one process, and the tolerance that a random result deserves.
#pragma once

#include "workloads/montecarlo/kernel/make_experiment.hpp"
#include "workloads/montecarlo/kernel/valuation.hpp"

namespace sluice::montecarlo {

/// All estimates, from at least so many paths.
std::vector<Estimate> priced_all(Experiment& experiment, double paths);
std::vector<Estimate> priced_all(const Contract& contract, const Sampling& sampling, double paths);

/// The price.
Estimate priced(const Contract& contract, const Sampling& sampling, double paths);

/// Within the tolerance, or four standard errors where those are more?
bool agrees(const Estimate& found, double expected, double tolerance);

}  // namespace sluice::montecarlo
