// SPDX-License-Identifier: Apache-2.0
// One stage of a time step on a strip, row after row upwards: compressible, stratified, non-hydrostatic Euler
// equations in flux form for departures from an atmosphere at rest (docs/climate.md gives them in symbols).
//
// Finite volumes. In each direction averages over the faces become values at their middles, an approximate
// Riemann problem gives the flux there, and fluxes become averages over faces again. Fourth order in space
// for smooth flow.
#pragma once

#include "workloads/climate/kernel/diffusion.hpp"
#include "workloads/climate/kernel/forcing.hpp"
#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/kernel/resting_faces.hpp"
#include "workloads/climate/kernel/strip.hpp"
#include "workloads/climate/kernel/strip_view.hpp"
#include "workloads/climate/kernel/sweep.hpp"

namespace sluice::climate {

/// to = share start + (1 - share) (from + dt d(from)/dt), dt in seconds.
struct StageWeights {
    double share, dt;
};

class StageSweep {
  public:
    StageSweep(const Grid& grid, const Tile& tile, const RestingFaces& resting, const Diffusion& diffusion,
               const Forcing& forcing)
        : grid_{&grid}, tile_{&tile}, resting_{&resting}, diffusion_{diffusion}, forcing_{&forcing} {}

    /// Begins a strip whose column 0 is column `left` of the tile. `region`: rows to compute, and columns
    /// counted from column 0 of the views.
    void begin(const StageWeights& weights, int left, const Region& region, StripView<const double> start,
               StripView<const double> from, StripView<double> to);

    /// Computes row k, if it is one of the region. Rows come one after the other; `from` must be right up to
    /// row k + kReach, also beyond walls. A cell's result depends on its neighbourhood only.
    void advance(int k);

  private:
    void sweep_along(int k);
    void centre_for_sweep_across(int k);
    void sweep_across(int k);
    void fluxes_through_lower_faces(int k);
    void advance_cells(int k);
    Columns columns(int margin) const { return {region_.left - margin, region_.right + margin}; }
    Columns whole_lanes(int margin) const;
    Pairs pairs(Quantity quantity) { return {mean_.row(quantity, 0), jump_.row(quantity, 0)}; }

    const Grid* grid_;
    const Tile* tile_;
    const RestingFaces* resting_;
    Diffusion diffusion_;
    const Forcing* forcing_;
    int left_ = 0;
    StageWeights weights_{};
    Region region_{};
    StripView<const double> start_{}, from_{};
    StripView<double> to_{};
    RollingRows<1> centred_in_z_, mean_, jump_, flux_;  // of the row of faces at hand
    RollingRows<8> centred_in_x_;
    RollingRows<4> x_gain_;
    RollingRows<2> z_flux_;
};

}  // namespace sluice::climate
