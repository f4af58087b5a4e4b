// SPDX-License-Identifier: Apache-2.0
// What pushes the air from outside, for one stage on a strip. Two kinds, both steady:
//
//   lift:    d(rho w)/dt += rho_rest a(x, z), a in m s-2: stands for a hill
//   jet:     air at x, z is drawn towards wind u and potential temperature theta_rest + theta' at the rate
//   r(x, z), s-1:
//            d(rho u)/dt += r (rho u_jet - rho u), likewise rho theta, and rho w towards none
#pragma once

#include <vector>

#include "workloads/climate/kernel/background.hpp"
#include "workloads/climate/kernel/case.hpp"
#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/kernel/strip_view.hpp"
#include "workloads/climate/kernel/sweep.hpp"

namespace sluice::climate {

class Forcing {
  public:
    Forcing(const Case& which, const Grid& grid, const Tile& tile, const Background& background);

    bool none() const { return !which_.lift && !which_.jet.rate; }

    /// to += dt times the rates above, on row k of the strip whose column 0 is column `left` of the tile.
    void add(double dt, const StripView<const double>& from, int left, int k, Columns columns,
             const StripView<double>& to) const;

  private:
    Case which_;
    const Background* background_;
    Fields values_;  // of the lift in place of density, of the rate in place of heat
};

}  // namespace sluice::climate
