// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/science/climate/front.hpp"
#include "tests/science/climate/whole_mesh.hpp"

namespace sluice::climate {
namespace {

TEST_CASE("the gravity wave has the amplitude of linear theory") {
    // Skamarock and Klemp 1994, t = 3000 s. The extremes of theta' are those of the exact solution of the
    // linear compressible equations (modes in x, Chebyshev polynomials in z): 2.786987e-3 K and -1.517708e-3
    // K.
    const Case& wave = *find_case("wave");
    Solver solver = solver_for(wave, 300, 40);
    run(solver, wave, 3000);
    const Totals end = totals(solver);
    CHECK(end.warmest == Approx(2.786987e-3).epsilon(0.01));
    CHECK(end.coldest == Approx(-1.517708e-3).epsilon(0.01));
}

TEST_CASE("Robert's bubble stays within bounds") {
    // Giraldo and Restelli 2008, case 2, t = 700 s: no overshoot beyond [-0.05, 0.53] K is acceptable.
    const Case& robert = *find_case("robert");
    Solver solver = solver_for(robert, 40, 40);
    run(solver, robert, 700);
    const Totals end = totals(solver);
    CHECK(end.coldest > -0.05);
    CHECK(end.warmest < 0.53);
    CHECK(end.warmest > 0.3);
}

TEST_CASE("the density current comes as far as Straka's, at 200 m") {
    // Straka et al. 1993 at 25 m and 900 s: front at 15537 m, theta' from -9.77 K to 0. scripts/validate has
    // 100 m and 50 m.
    const Case& current = *find_case("current");
    Solver solver = solver_for(current, 256, 32);
    const Totals start = totals(solver);
    run(solver, current, 900);
    const Totals end = totals(solver);
    CHECK(front(solver) == Approx(15537).margin(300));
    CHECK(end.coldest == Approx(-9.77).margin(0.8));
    CHECK(end.warmest < 0.3);
    CHECK(end.mass.value() == Approx(start.mass.value()).epsilon(1e-12));
}

}  // namespace
}  // namespace sluice::climate
