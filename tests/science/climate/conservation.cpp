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

TEST_CASE("hyper-viscosity and pushes from outside leave mass alone, and flow") {
    Case which = *GENERATE(find_case("collision"), find_case("mountain"), find_case("injection"));
    which.hyper_viscosity = 0.05;
    Solver solver = solver_for(which, 80, 40);
    const Totals start = totals(solver);
    run(solver, which, 200);
    const Totals end = totals(solver);
    CHECK(std::abs(relative_change(start.mass, end.mass)) <= 1e-14);
    CHECK(end.fastest > 0.05);
    CHECK(end.fastest < which.fastest);
}

TEST_CASE("viscosity damps a sheared wind as the heat equation does") {
    // u = sin(2 pi x / L) across the plane would be sound; w = sin(2 pi x / L) is shear and decays with nu (2
    // pi / L)^2.
    Case still = quiet_case(4e3, 4e3, {300, 0});
    still.viscosity = 500;
    const auto decay = [&](double viscosity) {
        Case which = still;
        which.viscosity = viscosity;
        which.jet = {nullptr, 0, 0};
        which.warming = [](double x, double) { return 1e-3 * std::sin(2 * 3.14159265358979 * x / 4e3); };
        Solver solver = solver_for(which, 32, 32);
        run(solver, which, 40);
        return totals(solver).warmest;
    };
    const double rate = 500 * std::pow(2 * 3.14159265358979 / 4e3, 2);
    CHECK(decay(500) / decay(0) == Approx(std::exp(-40 * rate)).epsilon(2e-3));
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
