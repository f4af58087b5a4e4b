// SPDX-License-Identifier: Apache-2.0
// Options that may be exercised early, at the end of each step: least squares Monte Carlo.
//
// Training paths, backwards in time: what waiting is worth, regressed on polynomials of the prices over the
// paths that are in the money. Other paths, forwards: exercise where the payoff exceeds that. So the price is
// a lower bound, free of foresight. Source: Longstaff and Schwartz, Rev. Fin. Stud. 14, 2001.
#pragma once

#include <memory>

#include "workloads/montecarlo/kernel/product.hpp"
#include "workloads/montecarlo/kernel/team.hpp"

namespace sluice::montecarlo {

std::unique_ptr<Product> make_american(const Contract& contract, const American& terms,
                                       const Sampling& sampling, const Team& team);
std::unique_ptr<Product> make_max_call(const Contract& contract, const MaxCall& terms,
                                       const Sampling& sampling, const Team& team);

}  // namespace sluice::montecarlo
