// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/forcing.hpp"

#include "workloads/climate/kernel/cell_average.hpp"

namespace sluice::climate {
namespace {

double average(Of f, const Grid& grid, const Tile& tile, int i, int k) {
    if (!f) return 0;
    const int turn =
        (tile.x.first + i) % grid.nx;  // columns of the halo come from the other end of the plane
    const int column = turn < 0 ? turn + grid.nx : turn;
    return cell_average(grid, column, tile.z.first + k, f);
}

}  // namespace

Forcing::Forcing(const Case& which, const Grid& grid, const Tile& tile, const Background& background)
    : which_{which}, background_{&background}, values_{none() ? 1 : tile.x.count, none() ? 1 : tile.z.count} {
    if (none()) return;
    for (int k = -kHalo; k < tile.z.count + kHalo; ++k) {
        for (int i = -kHalo; i < tile.x.count + kHalo; ++i) {
            values_.row(Quantity::density, k)[i] = average(which.lift, grid, tile, i, k);
            values_.row(Quantity::heat, k)[i] = average(which.jet.rate, grid, tile, i, k);
        }
    }
}

void Forcing::add(double dt, const StripView<const double>& from, int left, int k, Columns columns,
                  const StripView<double>& to) const {
    const Level rest = background_->mean(k);
    const double theta = rest.theta(), wind = which_.jet.wind, warmth = which_.jet.warmth;
    const double* lift = values_.row(Quantity::density, k) + left;
    const double* rate = values_.row(Quantity::heat, k) + left;
    const auto in = [&](Quantity quantity) { return from.row(quantity, k); };
    const double *density = in(Quantity::density), *heat = in(Quantity::heat);
    const double *along = in(Quantity::momentum_x), *up = in(Quantity::momentum_z);
    double *along_out = to.row(Quantity::momentum_x, k), *up_out = to.row(Quantity::momentum_z, k);
    double* heat_out = to.row(Quantity::heat, k);
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i) {
        const double mass = rest.density + density[i];
        along_out[i] += dt * rate[i] * (mass * wind - along[i]);
        up_out[i] += dt * (rest.density * lift[i] - rate[i] * up[i]);
        heat_out[i] += dt * rate[i] * (theta * density[i] + warmth * mass - heat[i]);
    }
}

}  // namespace sluice::climate
