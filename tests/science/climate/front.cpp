// SPDX-License-Identifier: Apache-2.0
#include "tests/science/climate/front.hpp"

#include "tests/science/climate/whole_mesh.hpp"

namespace sluice::climate {

double front(const Solver& solver) {
    const std::vector<double> field = theta(solver);
    const Grid& grid = solver.grid();
    int i = grid.nx - 2;
    while (i > 0 && field[static_cast<std::size_t>(i)] > -1) --i;
    const double here = field[static_cast<std::size_t>(i)], next = field[static_cast<std::size_t>(i) + 1];
    return grid.x_centre(i) + grid.dx() * (-1 - here) / (next - here) - grid.length / 2;
}

}  // namespace sluice::climate
