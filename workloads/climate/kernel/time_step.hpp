// SPDX-License-Identifier: Apache-2.0
// A whole time step of a strip, with the strong-stability-preserving Runge-Kutta method of third order.
//
// The three stages follow each other up the strip, kReach rows apart, and hand over what they compute in a
// few rows that stay in the cache: a step reads each value of the state once and writes it once. Columns and
// rows around the strip are computed twice instead of being exchanged. Source: C.-W. Shu and S. Osher, J.
// Comput. Phys. 77, 439-471 (1988), equation 2.18.
#pragma once

#include "workloads/climate/kernel/stage.hpp"

namespace sluice::climate {

class TimeStep {
  public:
    /// All but the smoothing must outlive it.
    TimeStep(const Grid& grid, const Tile& tile, const RestingFaces& resting, const Background& background,
             const Forcing& forcing, const Smoothing& smoothing);

    /// Advances the cells of `region` by dt seconds from `state`, which must be right kHalo cells around them
    /// (and kReach rows beyond walls), into `next`. Any division into regions gives the same values.
    void advance(double dt, const Fields& state, const Region& region, Fields& next);

  private:
    void begin_strip(double dt, const Fields& state, const Region& strip, Fields& next);
    void extend_beyond_walls(RollingRows<8>& stage, int newest, const Region& strip, int margin);
    Region around(const Region& strip, int margin) const;

    Tile tile_;
    StageSweep first_stage_, second_stage_, third_stage_;
    RollingRows<8> first_, second_;  // the state after the first stage, after the second
};

}  // namespace sluice::climate
