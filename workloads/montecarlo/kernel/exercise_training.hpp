// SPDX-License-Identifier: Apache-2.0
// The regressions that find an exercise rule.
#pragma once

#include "workloads/montecarlo/kernel/exercise_basis.hpp"
#include "workloads/montecarlo/kernel/exercise_paths.hpp"
#include "workloads/montecarlo/kernel/team.hpp"

namespace sluice::montecarlo {

/// For each step the coefficients of the basis that estimate what waiting is worth, at that time's value.
/// Empty where waiting is all there is: too few paths in the money.
using ExerciseRule = std::vector<std::vector<double>>;

/// From `paths` paths (rounded up to whole blocks), shared by the team; the same rule for any team.
ExerciseRule train(const ExercisePaths& model, const ExerciseBasis& basis, std::size_t paths, Seed seed,
                   const Team& team);

}  // namespace sluice::montecarlo
