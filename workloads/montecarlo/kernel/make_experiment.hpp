// SPDX-License-Identifier: Apache-2.0
// From a contract to what prices it.
#pragma once

#include "workloads/montecarlo/kernel/contract.hpp"
#include "workloads/montecarlo/kernel/experiment.hpp"
#include "workloads/montecarlo/kernel/team.hpp"

namespace sluice::montecarlo {

/// With early exercise this finds the exercise rule first, together with the team. Throws
/// std::invalid_argument for a correlation matrix that is not positive definite.
std::unique_ptr<Experiment> make_experiment(const Contract& contract, const Sampling& sampling,
                                            const Team& team);

}  // namespace sluice::montecarlo
