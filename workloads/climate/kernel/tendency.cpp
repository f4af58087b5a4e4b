// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/tendency.hpp"

#include "workloads/climate/kernel/constants.hpp"
#include "workloads/climate/kernel/reconstruction.hpp"
#include "workloads/climate/kernel/sweep.hpp"

namespace sluice::climate {
namespace {

/// Averages along `step` to values at the middle, for one row of every quantity.
void centre_row(const Fields& average, int k, std::ptrdiff_t step, Columns columns, Fields& centred) {
    for (Quantity quantity : kQuantities) {
        const double* from = average.row(quantity, k);
        double* to = centred.row(quantity, k);
#pragma GCC ivdep
        for (int i = columns.first; i <= columns.last; ++i) to[i] = centre_of_average(from + i, step);
    }
}

/// The weight of what is denser than the air at rest.
void add_buoyancy(const Fields& state, const Region& region, Fields& rate) {
    for (int k = region.bottom; k < region.top; ++k) {
        const double* density = state.row(Quantity::density, k);
        double* momentum = rate.row(Quantity::momentum_z, k);
#pragma GCC ivdep
        for (int i = region.left; i < region.right; ++i) momentum[i] -= kGravity * density[i];
    }
}

}  // namespace

Tendency::Tendency(const Grid& grid, const Tile& tile, const Sounding& sounding)
    : grid_{grid},
      tile_{tile},
      background_{grid, tile, sounding},
      centred_{tile.x.count, tile.z.count},
      x_flux_{tile.x.count, tile.z.count},
      z_flux_{tile.x.count, tile.z.count} {}

void Tendency::evaluate(const Fields& state, const Region& region, Fields& rate) {
    compute_x_fluxes(state, region);
    compute_z_fluxes(state, region);
    difference_fluxes(region, rate);
    add_buoyancy(state, region, rate);
}

// One row more on either side: the average of a flux over its face takes the fluxes above and below.
void Tendency::compute_x_fluxes(const Fields& state, const Region& region) {
    const Columns cells{region.left - kReach, region.right + kReach - 1};
    const Columns faces{region.left, region.right};
    for (int k = region.bottom - 1; k <= region.top; ++k) {
        centre_row(state, k, state.pitch(), cells, centred_);
        face_fluxes(background_.centre(k), rows_of<const double>(centred_, Direction::x, k), 1, faces,
                    rows_of<double>(x_flux_, Direction::x, k));
    }
}

void Tendency::compute_z_fluxes(const Fields& state, const Region& region) {
    const Columns columns{region.left - 1, region.right};
    for (int k = region.bottom - kReach; k < region.top + kReach; ++k) {
        centre_row(state, k, 1, columns, centred_);
    }
    for (int k = region.bottom; k <= region.top; ++k) {
        face_fluxes(background_.face(k), rows_of<const double>(centred_, Direction::z, k), state.pitch(),
                    columns, rows_of<double>(z_flux_, Direction::z, k));
    }
    compute_wall_fluxes(columns);
}

/// In place of what the sweep has put there.
void Tendency::compute_wall_fluxes(Columns columns) {
    const int top = z_flux_.nz();
    if (tile_.on_ground) {
        ground_fluxes(background_.face(0), rows_of<const double>(centred_, Direction::z, 0), z_flux_.pitch(),
                      columns, rows_of<double>(z_flux_, Direction::z, 0));
    }
    if (tile_.under_lid) {
        lid_fluxes(background_.face(top), rows_of<const double>(centred_, Direction::z, top - 1),
                   z_flux_.pitch(), columns, rows_of<double>(z_flux_, Direction::z, top));
    }
}

void Tendency::difference_fluxes(const Region& region, Fields& rate) const {
    const std::ptrdiff_t up = rate.pitch();
    const double per_dx = 1 / grid_.dx();
    const double per_dz = 1 / grid_.dz();
    for (Quantity quantity : kQuantities) {
        for (int k = region.bottom; k < region.top; ++k) {
            const double* left = x_flux_.row(quantity, k);
            const double* below = z_flux_.row(quantity, k);
            double* out = rate.row(quantity, k);
#pragma GCC ivdep
            for (int i = region.left; i < region.right; ++i) {
                const double in_x = average_of_centre(left + i, up) - average_of_centre(left + i + 1, up);
                const double in_z = average_of_centre(below + i, 1) - average_of_centre(below + i + up, 1);
                out[i] = per_dx * in_x + per_dz * in_z;
            }
        }
    }
}

}  // namespace sluice::climate
