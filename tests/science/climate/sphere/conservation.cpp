// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/science/climate/sphere/whole_sphere.hpp"
#include "workloads/climate/sphere/planet.hpp"

namespace sluice::climate::sphere {
namespace {

TEST_CASE("mass is kept to rounding, energy is lost slowly and never made") {
    const char* name = GENERATE("williamson5", "williamson6", "galewsky");
    Globe globe{problem(name), 6};
    const Means start = globe.means();
    globe.run(2);
    const Means end = globe.means();
    CAPTURE(name);
    CHECK(std::abs(end.depth / start.depth - 1) <= 1e-14);
    CHECK(end.energy < start.energy);
    CHECK(end.energy > start.energy * (1 - 3e-4));  // the jet is narrower than an element
    CHECK(end.enstrophy == Approx(start.enstrophy).epsilon(0.02));
}

Flow lake(const Vector& point, double) {
    const double ground = problem("williamson5").initial(point, 0).ground;
    return {5960 - ground, {0, 0, 0}, ground};
}

TEST_CASE("a fluid at rest over a mountain stays at rest") {
    Problem still = problem("williamson5");
    still.initial = lake;
    Globe globe{still, 4};
    globe.run(1);
    CHECK(globe.extremes().fastest < 1e-8);
    CHECK(globe.extremes().furthest < 1e-7);
}

TEST_CASE("two parts agree on what passes between them") {
    const std::vector<int> first = share_elements(3, 2);
    const Solver one{problem("williamson6"), 0, 3, first, 0}, other{problem("williamson6"), 0, 3, first, 1};
    REQUIRE(one.neighbours().partners().size() == 1);
    REQUIRE(other.neighbours().partners().size() == 1);
    const Partner& there = one.neighbours().partners()[0];
    const Partner& here = other.neighbours().partners()[0];
    CHECK((there.rank == 1 && here.rank == 0));
    CHECK((there.ours.size() == here.theirs.size() && there.theirs.size() == here.ours.size()));
}

}  // namespace
}  // namespace sluice::climate::sphere
