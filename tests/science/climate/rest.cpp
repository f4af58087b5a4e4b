// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/science/climate/whole_mesh.hpp"

namespace sluice::climate {
namespace {

TEST_CASE("a resting atmosphere stays at rest, to the bit") {
    const Sounding sounding = GENERATE(Sounding{300, 0}, Sounding{300, 0.01}, Sounding{280, 0.02});
    const Case quiet = quiet_case(20e3, 10e3, sounding);
    Solver solver = solver_for(quiet, 40, 20);
    for (int n = 0; n < 100; ++n) solver.step(stable_time_step(quiet, solver.grid()), wrap_around);
    const auto values = solver.state().values();
    CHECK(std::all_of(values.begin(), values.end(), [](double value) { return value == 0; }));
}

TEST_CASE("a uniform wind over a resting column blows on unchanged") {
    const Case windy = quiet_case(20e3, 10e3, {300, 0.01}, 20);
    Solver solver = solver_for(windy, 40, 20);
    run(solver, windy, 100);
    for (int k = 0; k < 20; ++k) {
        const double expected = 20 * solver.background().mean(k).density;
        CHECK(solver.state().row(Quantity::momentum_x, k)[7] == Approx(expected).epsilon(1e-13));
        CHECK(std::abs(solver.state().row(Quantity::momentum_z, k)[7]) < 1e-13);
    }
}

TEST_CASE("the air at rest is in hydrostatic balance") {
    const Sounding sounding = GENERATE(Sounding{300, 0}, Sounding{300, 0.01});
    const double h = 10, z = 4000;
    const double gradient = (sounding.at(z + h).pressure - sounding.at(z - h).pressure) / (2 * h);
    CHECK(gradient == Approx(-9.81 * sounding.at(z).density).epsilon(1e-6));
}

}  // namespace
}  // namespace sluice::climate
