// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/solver.hpp"

#include <cmath>
#include <utility>

#include "workloads/climate/kernel/initial_state.hpp"
#include "workloads/climate/kernel/walls.hpp"

namespace sluice::climate {
namespace {

constexpr double kCourantNumber = 1.2;

}  // namespace

Solver::Solver(const Case& which, const Grid& grid, const Tile& tile)
    : grid_{grid},
      tile_{tile},
      background_{grid, tile, which.sounding},
      resting_{background_, tile},
      forcing_{which, grid_, tile_, background_},
      time_step_{grid_,    tile_,
                 resting_, background_,
                 forcing_, Smoothing{which.viscosity, which.hyper_viscosity, stable_time_step(which, grid)}},
      state_{initial_state(which, grid, tile)},
      next_{tile.x.count, tile.z.count} {}

void Solver::step(double dt, const ExchangeHalo& exchange) {
    exchange(state_);
    extend_beyond_walls();
    time_step_.advance(dt, state_, tile_.with_margin(0), next_);
    std::swap(state_, next_);
}

void Solver::extend_beyond_walls() {
    const Columns columns{-kHalo, state_.nx() + kHalo};
    if (tile_.on_ground) extend_below_ground(strip_of(state_, 0), columns);
    if (tile_.under_lid) extend_above_lid(strip_of(state_, 0), state_.nz(), columns);
}

double stable_time_step(const Case& which, const Grid& grid) {
    const double sound = which.sounding.sound_speed(0);
    const double along = sound + std::abs(which.wind) + which.fastest;
    const double up = sound + which.fastest;
    return kCourantNumber / (along / grid.dx() + up / grid.dz());
}

void wrap_around(Fields& state) {
    for (Quantity quantity : kQuantities) {
        for (int k = 0; k < state.nz(); ++k) {
            double* row = state.row(quantity, k);
            for (int depth = 1; depth <= kHalo; ++depth) {
                row[-depth] = row[state.nx() - depth];
                row[state.nx() + depth - 1] = row[depth - 1];
            }
        }
    }
}

}  // namespace sluice::climate
