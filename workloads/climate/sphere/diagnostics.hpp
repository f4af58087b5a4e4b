// SPDX-License-Identifier: Apache-2.0
// The few numbers that tell whether a run on the sphere is right: means that must be kept, extremes, and how
// far a flow that should be steady has moved.
#pragma once

#include "workloads/climate/kernel/exact_sum.hpp"
#include "workloads/climate/sphere/solver.hpp"

namespace sluice::climate::sphere {

/// Integrals by the nodes' quadrature over the area of the sphere.
struct Means {
    double depth;      // m
    double energy;     // kinetic and potential, per unit of area and density, m3 s-2
    double enstrophy;  // potential: half of the square of absolute vorticity over depth, m-1 s-2
    double l1, l2;     // of the depth minus the initial one, over those of the initial one
};

/// The sums that the means are made of; they do not depend on how ranks share the terms.
class Sums {
  public:
    static constexpr std::size_t kCount = 7;
    using Terms = std::array<double, kCount>;

    void add(double weight, double depth, double energy, double enstrophy, double initial_depth);
    Means means() const;

    std::array<ExactSum, kCount>& parts() { return parts_; }

  private:
    std::array<ExactSum, kCount> parts_;
};

struct Extremes {
    double lowest, highest;               // of the surface, m
    double fastest;                       // wind, m s-1; infinite if the flow is not finite everywhere
    double most_negative, most_positive;  // relative vorticity, s-1
    double furthest;                      // depth from the initial one, m
    double highest_initial;               // depth, m

    void include(const Extremes& other);
};

struct Totals {
    Sums sums;
    Extremes extremes;
};

/// Of a part; `zeta` as Solver::vorticity() gives it.
Totals totals(const Solver& solver, const State& initial, const std::vector<Values>& zeta);

}  // namespace sluice::climate::sphere
