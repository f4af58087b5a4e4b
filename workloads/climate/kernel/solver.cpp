// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/solver.hpp"

#include <cmath>

#include "workloads/climate/kernel/initial_state.hpp"
#include "workloads/climate/kernel/walls.hpp"

namespace sluice::climate {
namespace {

constexpr double kCourantNumber = 1.2;
constexpr double kConvection = 30;  // m s-1, a bound on the winds that the cases develop

}  // namespace

Solver::Solver(const Case& which, const Grid& grid, const Tile& tile)
    : grid_{grid},
      tile_{tile},
      tendency_{grid, tile, which.sounding},
      state_{initial_state(which, grid, tile)},
      start_{state_},
      rate_{tile.x.count, tile.z.count} {}

void Solver::step(double dt, const ExchangeHalo& exchange) {
    exchange(state_);
    start_ = state_;
    stage(dt, 0, 2 * kReach);
    stage(dt, 3.0 / 4, kReach);
    stage(dt, 1.0 / 3, 0);
}

/// state = share start + (1 - share) (state + dt rate), right up to `margin` cells beyond the tile.
void Solver::stage(double dt, double share_of_start, int margin) {
    extend_beyond_walls(state_, tile_);
    tendency_.evaluate(state_, tile_.with_margin(margin), rate_);

    const double* start = start_.values().data();
    const double* rate = rate_.values().data();
    double* state = state_.values().data();
    const std::size_t count = state_.values().size();
#pragma GCC ivdep
    for (std::size_t n = 0; n < count; ++n) {
        state[n] = share_of_start * start[n] + (1 - share_of_start) * (state[n] + dt * rate[n]);
    }
}

double stable_time_step(const Case& which, const Grid& grid) {
    const double sound = which.sounding.sound_speed(0);
    const double along = sound + std::abs(which.wind) + kConvection;
    const double up = sound + kConvection;
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
