// SPDX-License-Identifier: Apache-2.0
// The equation of state for departures from the background.
//
// With p = p0 (Rd rho theta / p0)^gamma and e = (rho theta)' / (rho theta at rest) the pressure perturbation
// is
//     p' = p_rest ((1 + e)^gamma - 1) = p_rest (c1 e + c2 e^2 + c3 e^3 + ...), c the binomial coefficients of
//     gamma.
// The series keeps full relative precision for small e, is exactly zero at rest, needs no library call and so
// gives the same bits in vector and scalar code.
#pragma once

#include "workloads/climate/kernel/constants.hpp"
#include "workloads/climate/kernel/lanes.hpp"
#include "workloads/climate/kernel/row_arithmetic.hpp"
#include "workloads/climate/kernel/sounding.hpp"

namespace sluice::climate {

/// gamma over n.
constexpr double binomial(int n) { return n == 0 ? 1 : binomial(n - 1) * (kGamma - n + 1) / n; }

/// c_n + c_(n+1) e
template <int n, class Value>
inline Value binomials(Value e) {
    constexpr double here = binomial(n), next = binomial(n + 1);
    return fused(e, next, here);
}

/// c_1 + c_2 e + ... + c_8 e^7, in pairs that do not wait for each other.
template <class Value>
inline Value binomial_series(Value e) {
    const Value square = e * e;
    const Value low = fused(square, binomials<3>(e), binomials<1>(e));
    const Value high = fused(square, binomials<7>(e), binomials<5>(e));
    return fused(square * square, high, low);
}

/// p' / p_rest for e = (rho theta)' / (rho theta at rest). Error below 1e-16 while |e| <= 0.02, which is a
/// pressure perturbation of 3 %, and below 1e-11 while |e| <= 0.1; an atmosphere at low Mach number stays
/// below 0.01.
template <class Value>
inline Value relative_pressure(Value e) { return e * binomial_series(e); }

/// p' in Pa for heat = (rho theta)' in K kg m-3.
inline double pressure_perturbation(const Level& rest, double heat) {
    return rest.pressure * relative_pressure(heat / rest.heat);
}

}  // namespace sluice::climate
