// SPDX-License-Identifier: Apache-2.0
#include "tests/science/climate/whole_mesh.hpp"

#include <cmath>

namespace sluice::climate {

Case quiet_case(double length, double height, Sounding sounding, double wind) {
    Case quiet{};
    quiet.length = length;
    quiet.height = height;
    quiet.sounding = sounding;
    quiet.wind = wind;
    quiet.warming = [](double, double) { return 0.0; };
    return quiet;
}

Solver solver_for(const Case& which, int nx, int nz) {
    const Grid grid{nx, nz, which.length, which.height};
    return {which, grid, Tile::whole(grid)};
}

void run(Solver& solver, const Case& which, double duration, double share) {
    const auto steps =
        static_cast<int>(std::ceil(duration / (share * stable_time_step(which, solver.grid()))));
    for (int n = 0; n < steps; ++n) solver.step(duration / steps, wrap_around);
}

std::vector<double> theta(const Solver& solver) {
    return theta_perturbation(solver.state(), solver.background());
}

Totals totals(const Solver& solver) {
    return totals(solver.state(), solver.background(), solver.grid(), solver.tile());
}

}  // namespace sluice::climate
