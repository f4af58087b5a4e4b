// SPDX-License-Identifier: Apache-2.0
// From moments to results with their errors.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "workloads/montecarlo/kernel/moments.hpp"

namespace sluice::montecarlo {

struct Estimate {
    double value, error;  // error: one standard error of the value
};

/// Half the width of the interval that holds the true value in 95 of 100 cases, in standard errors.
inline constexpr double kConfidence95 = 1.959963984540054;

/// One for each quantity that is not a control. Controls are used with the coefficients that leave the least
/// variance, estimated from the same paths. Of several tallies (one for each scrambling) the scatter gives
/// the error; of one, the variance of its paths.
std::vector<Estimate> estimate(std::span<const Moments> tallies, std::span<const double> control_means);

}  // namespace sluice::montecarlo
