// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/science/climate/whole_mesh.hpp"

namespace sluice::climate {
namespace {

double relative_change(const ExactSum& from, const ExactSum& to) { return to.value() / from.value() - 1; }

TEST_CASE("mass is conserved to rounding and energy is lost slowly") {
    const Case& which = *GENERATE(find_case("thermal"), find_case("wave"));
    Solver solver = solver_for(which, 80, 40);
    const Totals start = totals(solver);
    run(solver, which, 600);
    const Totals end = totals(solver);
    CHECK(std::abs(relative_change(start.mass, end.mass)) <= 1e-14);
    // Upwinding turns motion into nothing: the loss is small beside the internal energy, and never a gain.
    CHECK(relative_change(start.energy, end.energy) < 0);
    CHECK(relative_change(start.energy, end.energy) > -2e-6);
}

TEST_CASE("the thermal starts as warm as its case says, and at rest") {
    const Case& thermal = *find_case("thermal");
    const Solver solver = solver_for(thermal, 80, 40);
    const Totals start = totals(solver);
    CHECK(start.warmest ==
          Approx(2).epsilon(0.03));  // the middle of the bubble, averaged over cells of 250 m
    CHECK(start.coldest == Approx(0).margin(1e-12));
    CHECK(start.fastest == 0);
}

}  // namespace
}  // namespace sluice::climate
