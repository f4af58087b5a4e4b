// SPDX-License-Identifier: Apache-2.0
// The keys of an instrument and of the sampling, by the same names in a portfolio file and on the command
// line.
#pragma once

#include <span>

#include "workloads/montecarlo/given.hpp"
#include "workloads/montecarlo/kernel/contract.hpp"
#include "workloads/montecarlo/kernel/sampling.hpp"
#include "workloads/montecarlo/kernel/valuation.hpp"

namespace sluice::montecarlo {

struct Key {
    const char *name, *meaning;
};

std::span<const Key> instrument_keys();
std::span<const Key> sampling_keys();

/// Throw run::Mistake, naming the place, for what cannot be.
Contract read_contract(Given& given);
Sampling read_sampling(Given& given);
Goal read_goal(Given& given);

/// n x n from one number for all pairs or n x n numbers row by row.
std::vector<double> read_correlation(Given& given, std::size_t n);

}  // namespace sluice::montecarlo
