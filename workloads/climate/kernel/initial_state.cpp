// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/initial_state.hpp"

#include "workloads/climate/kernel/quadrature.hpp"

namespace sluice::climate {
namespace {

/// rho' in kg m-3 of air that is `warming` K warmer in theta than the air at rest, at the same pressure.
double density_change(const Level& rest, double warming) {
    return -rest.density * warming / (rest.theta() + warming);
}

/// rho' averaged over cell i, k of the mesh.
double average_density_change(const Case& which, const Grid& grid, int i, int k) {
    double average = 0;
    for (const auto [up, weight_z] : kGaussPoints) {
        const double z = grid.z_centre(k) + 0.5 * grid.dz() * up;
        const Level rest = which.sounding.at(z);
        for (const auto [along, weight_x] : kGaussPoints) {
            const double x = grid.x_centre(i) + 0.5 * grid.dx() * along;
            average += weight_x * weight_z * density_change(rest, which.warming(x, z));
        }
    }
    return average;
}

}  // namespace

Fields initial_state(const Case& which, const Grid& grid, const Tile& tile) {
    Fields state{tile.x.count, tile.z.count};
    for (int k = 0; k < tile.z.count; ++k) {
        const int row = tile.z.first + k;
        const double rest = which.sounding.average(grid.z_face(row), grid.z_face(row + 1)).density;
        double* density = state.row(Quantity::density, k);
        double* momentum = state.row(Quantity::momentum_x, k);
        for (int i = 0; i < tile.x.count; ++i) {
            density[i] = average_density_change(which, grid, tile.x.first + i, row);
            momentum[i] = (rest + density[i]) * which.wind;
        }
    }
    return state;
}

}  // namespace sluice::climate
