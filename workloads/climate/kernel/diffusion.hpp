// SPDX-License-Identifier: Apache-2.0
// Diffusion of velocity and potential temperature, and hyper-viscosity, for one stage on a strip.
//
//   d(rho phi)/dt += div(rho nu grad phi),    phi = u, w, theta';   flux of fourth order on a uniform mesh
//   dq/dt         -= beta / 16 / tau (d4q/di4 + d4q/dk4),           q = every departure from rest, i and k in
//   cells
//
// Walls are smooth and let no heat through: u and theta' have no gradient at a wall, w changes its sign
// there. The second is the filter of M. Xue, Mon. Wea. Rev. 128, 2853-2864 (2000), without limiter: it takes
// the share beta from a wave of two cells in a time tau and leaves a wave of 16 cells all but 1e-4 of that.
#pragma once

#include "workloads/climate/kernel/background.hpp"
#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/kernel/strip.hpp"
#include "workloads/climate/kernel/strip_view.hpp"
#include "workloads/climate/kernel/sweep.hpp"

namespace sluice::climate {

struct Smoothing {
    double viscosity;        // nu, m2 s-1
    double hyper_viscosity;  // beta
    double time;             // tau, s

    bool none() const { return viscosity == 0 && hyper_viscosity == 0; }
};

class Diffusion {
  public:
    Diffusion(const Grid& grid, const Tile& tile, const Background& background, const Smoothing& smoothing)
        : grid_{&grid}, tile_{&tile}, background_{&background}, smoothing_{smoothing} {}

    /// to += dt times the rates above, on row k. Looks two cells around it and never beyond a wall.
    void add(double dt, const StripView<const double>& from, int k, Columns columns,
             const StripView<double>& to);

  private:
    void add_viscosity(double dt, const StripView<const double>& from, int k, Columns columns,
                       const StripView<double>& to);
    void add_hyper_viscosity(double dt, const StripView<const double>& from, int k, Columns columns,
                             const StripView<double>& to);
    void prepare(const StripView<const double>& from, int k, int place, Columns columns);
    int mirrored(int k) const;

    const Grid* grid_;
    const Tile* tile_;
    const Background* background_;
    Smoothing smoothing_;
    RollingRows<8> carried_;  // full density, u, w, theta' of five rows around the one at hand
};

}  // namespace sluice::climate
