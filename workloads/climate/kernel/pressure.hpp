// SPDX-License-Identifier: Apache-2.0
// The equation of state for departures from the background.
//
// With p = p0 (Rd rho theta / p0)^gamma and e = (rho theta)' / (rho theta at rest) the pressure perturbation
// is
//     p' = p_rest ((1 + e)^gamma - 1) = p_rest gamma e (1 + (gamma-1)/2 e (1 + (gamma-2)/3 e (1 + ...))).
// The binomial series keeps full relative precision for small e, is exactly zero at rest, needs no library
// call and so gives the same bits in vector and scalar code.
#pragma once

#include "workloads/climate/kernel/constants.hpp"
#include "workloads/climate/kernel/sounding.hpp"

namespace sluice::climate {

inline constexpr int kBinomialTerms = 10;

/// The series from its nth term on, divided by the terms before.
template <int n = 1>
inline double binomial_series(double e) {
    if constexpr (n > kBinomialTerms) {
        return 0;
    } else {
        return ((kGamma - n + 1) / n) * e * (1 + binomial_series<n + 1>(e));
    }
}

/// p' in Pa for heat = (rho theta)' in K kg m-3. Error below 1e-13 p_rest while |e| <= 0.1, which is a
/// pressure perturbation of 14 %; an atmosphere at low Mach number stays below 1 %.
inline double pressure_perturbation(const Level& rest, double heat) {
    return rest.pressure * binomial_series(heat / rest.heat);
}

}  // namespace sluice::climate
