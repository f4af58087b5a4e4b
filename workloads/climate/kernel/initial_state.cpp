// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/initial_state.hpp"

#include "workloads/climate/kernel/cell_average.hpp"

namespace sluice::climate {
namespace {

/// rho' in kg m-3 of air that is `warming` K warmer in theta than the air at rest, at the same pressure.
double density_change(const Level& rest, double warming) {
    return -rest.density * warming / (rest.theta() + warming);
}

/// rho' averaged over cell i, k of the mesh.
double average_density_change(const Case& which, const Grid& grid, int i, int k) {
    return cell_average(grid, i, k, [&](double x, double z) {
        return density_change(which.sounding.at(z), which.warming(x, z));
    });
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
