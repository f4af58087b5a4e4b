// SPDX-License-Identifier: Apache-2.0
// The average of a function over a cell of the mesh.
#pragma once

#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/kernel/quadrature.hpp"

namespace sluice::climate {

/// Of f(x, z) over column i, row k, by Gauss-Legendre quadrature.
template <class Function>
double cell_average(const Grid& grid, int i, int k, Function f) {
    double average = 0;
    for (const auto [up, weight_z] : kGaussPoints) {
        const double z = grid.z_centre(k) + 0.5 * grid.dz() * up;
        for (const auto [along, weight_x] : kGaussPoints) {
            average += weight_x * weight_z * f(grid.x_centre(i) + 0.5 * grid.dx() * along, z);
        }
    }
    return average;
}

}  // namespace sluice::climate
