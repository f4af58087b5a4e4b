// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/summary.hpp"

namespace sluice::climate {

void print(const RunFacts& facts, const Grid& grid, const Moment& start, const Moment& end) {
    print_head(facts);
    line("mesh", "{} x {} cells of {:.6g} m x {:.6g} m", grid.nx, grid.nz, grid.dx(), grid.dz());
    line("simulated time", "{:.6g} s in {} steps", end.time, facts.steps);
    line("mass at start", "{:.15e} kg m-1", start.mass);
    line("mass at end", "{:.15e} kg m-1", end.mass);
    line("mass relative change", "{:.3e}", relative_change(start.mass, end.mass));
    line("total energy relative change", "{:.3e}", relative_change(start.energy, end.energy));
    line("theta' smallest", "{:.9g} K", end.coldest);
    line("theta' largest", "{:.9g} K", end.warmest);
    line("vertical wind largest", "{:.9g} m s-1", end.fastest);
    print_tail(facts);
}

}  // namespace sluice::climate
