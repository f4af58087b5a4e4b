// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/science/climate/whole_mesh.hpp"

namespace sluice::climate {
namespace {

/// Largest difference between a row read from the left and from the right.
double asymmetry(const std::vector<double>& field, int nx) {
    double largest = 0;
    for (std::size_t n = 0; n < field.size(); ++n) {
        const std::size_t row = n / static_cast<std::size_t>(nx) * static_cast<std::size_t>(nx);
        const std::size_t mirrored = row + static_cast<std::size_t>(nx) - 1 - (n - row);
        largest = std::max(largest, std::abs(field[n] - field[mirrored]));
    }
    return largest;
}

TEST_CASE("a bubble rises straight up: left and right stay mirror images") {
    const Case& thermal = *find_case("thermal");
    Solver solver = solver_for(thermal, 80, 40);
    run(solver, thermal, 800);
    CHECK(totals(solver).warmest > 1);  // it has neither gone nor blown up
    CHECK(asymmetry(theta(solver), 80) < 1e-10);
}

TEST_CASE("the wind carries a bubble along: it comes back after one turn of the periodic plane") {
    // The same bubble at rest and in a wind of 20 m/s after one turn (1000 s): advection must not deform it
    // much.
    Case still = *find_case("thermal");
    Case windy = still;
    windy.wind = 20;
    Solver rests = solver_for(still, 80, 40), travels = solver_for(windy, 80, 40);
    run(rests, still, 1000);
    run(travels, windy, 1000);
    CHECK(totals(travels).fastest == Approx(totals(rests).fastest).epsilon(0.02));
    CHECK(totals(travels).warmest == Approx(totals(rests).warmest).epsilon(0.1));
}

}  // namespace
}  // namespace sluice::climate
