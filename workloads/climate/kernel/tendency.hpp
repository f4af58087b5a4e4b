// SPDX-License-Identifier: Apache-2.0
// The time derivative of the flow on one tile: compressible, stratified, non-hydrostatic Euler equations in
// flux form for departures from an atmosphere at rest (docs/climate.md gives them in symbols).
//
// Finite volumes. In each direction averages over the faces become values at their middles, an approximate
// Riemann problem gives the flux there, and fluxes become averages over faces again. Fourth order in space
// for smooth flow. What leaves one cell enters its neighbour, to the bit.
#pragma once

#include "workloads/climate/kernel/background.hpp"
#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/kernel/sweep.hpp"

namespace sluice::climate {

class Tendency {
  public:
    Tendency(const Grid& grid, const Tile& tile, const Sounding& sounding);

    /// rate = d(state)/dt, per second, on the cells of `region`; `state` must be right kReach cells around
    /// it. A cell's result depends on its neighbourhood only, never on how the mesh is cut into tiles.
    void evaluate(const Fields& state, const Region& region, Fields& rate);

    const Background& background() const { return background_; }

  private:
    void compute_x_fluxes(const Fields& state, const Region& region);
    void compute_z_fluxes(const Fields& state, const Region& region);
    void compute_wall_fluxes(Columns columns);
    void difference_fluxes(const Region& region, Fields& rate) const;

    Grid grid_;
    Tile tile_;
    Background background_;
    Fields centred_;          // the state at the middles of the faces that a sweep crosses
    Fields x_flux_, z_flux_;  // at the middles of the left, of the lower faces of the cells
};

}  // namespace sluice::climate
