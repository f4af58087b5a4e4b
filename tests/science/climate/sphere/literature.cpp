// SPDX-License-Identifier: Apache-2.0
// Williamson et al. 1992 and Galewsky et al. 2004, as far as seconds suffice; scripts/validate has the rest.
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "tests/science/climate/sphere/whole_sphere.hpp"
#include "workloads/climate/sphere/jet.hpp"

namespace sluice::climate::sphere {
namespace {

using std::numbers::pi;

constexpr Vector kNorthPole{0, 0, 1}, kOnEquator{0, 1, 0};

double error_of_steady_flow(int elements, double angle) {
    Globe globe{problem("williamson2"), elements, angle};
    globe.run(1);
    return globe.means().l2;
}

TEST_CASE("the steady flow begins with the heights of Williamson's case 2") {
    const Problem& steady = problem("williamson2");
    CHECK(steady.initial(kOnEquator, 0).depth == Approx(2998.1155).epsilon(1e-7));
    CHECK(steady.initial(kNorthPole, 0).depth == Approx(1092.8330).epsilon(1e-7));
    CHECK(length(steady.initial(kOnEquator, 0).wind) == Approx(38.610683).epsilon(1e-7));
}

TEST_CASE("the steady flow stays, with errors of fifth order and more, wherever its axis points") {
    const double angle = GENERATE(0.0, 0.05, pi / 2 - 0.05, pi / 2);
    const double coarse = error_of_steady_flow(3, angle), fine = error_of_steady_flow(6, angle);
    CAPTURE(angle, coarse, fine);
    CHECK(std::log2(coarse / fine) > 4.8);
    CHECK(fine < 1e-6);
    CHECK(fine < 2 * error_of_steady_flow(6, 0));
}

TEST_CASE("the jet is balanced as Galewsky's") {
    CHECK(jet_depth(0) == Approx(10158.186).epsilon(1e-7));
    CHECK(jet_depth(pi / 2) == Approx(9071.208).epsilon(1e-7));
    CHECK(jet_wind(pi / 4) == Approx(80).epsilon(1e-12));
    CHECK(Globe{problem("jet"), 8}.means().depth == Approx(10e3).epsilon(1e-5));
    CHECK(jet_disturbance(0, pi / 4) == Approx(120 / std::numbers::sqrt2).epsilon(1e-12));
}

TEST_CASE("the undisturbed jet stays zonal for a day") {
    const MapGrid map{64, 32};
    Globe globe{problem("jet"), 12};
    globe.run(1);
    CHECK(largest_magnitude(globe.map(map)[kNorthward]) < 0.5);
}

/// Angle in degrees by which the wave with four crests around the equator's northern half lies further east.
double phase(const MapValues& values, const MapGrid& map) {
    double sine = 0, cosine = 0;
    for (int point = 0; point < map.points(); ++point) {
        const Place at = map.place(point);
        if (at.latitude < 0.5 || at.latitude > 1.0) continue;
        sine += values[kHeight][point] * std::sin(4 * at.longitude);
        cosine += values[kHeight][point] * std::cos(4 * at.longitude);
    }
    return std::atan2(sine, cosine) / 4 * 180 / pi;
}

TEST_CASE("the Rossby-Haurwitz wave keeps its shape and turns eastward") {
    // Without divergence it would turn by 12.195 degrees a day; the moving surface slows it by a tenth.
    const MapGrid map{72, 36};
    Globe coarse{problem("williamson6"), 6}, fine{problem("williamson6"), 9};
    CHECK(phase(coarse.map(map), map) == Approx(0).margin(1e-3));
    coarse.run(1);
    fine.run(1);
    const double turned = phase(fine.map(map), map);
    CHECK(phase(coarse.map(map), map) == Approx(turned).margin(0.05));
    CHECK(turned < 12.195);
    CHECK(turned > 0.85 * 12.195);
    CHECK(fine.extremes().highest < 10700);
    CHECK(fine.extremes().lowest > 7900);
}

TEST_CASE("a map has the flow that the elements have") {
    const MapGrid map{40, 20};
    const Problem& wave = problem("williamson6");
    const MapValues values = Globe{wave, 6}.map(map);
    for (int point = 0; point < map.points(); ++point) {
        const Place at = map.place(point);
        const Flow flow = wave.initial(point_at(at), 0);
        CHECK(values[kHeight][point] == Approx(flow.depth).epsilon(1e-4));
        CHECK(values[kEastward][point] == Approx(dot(flow.wind, east_at(at))).margin(0.2));
        CHECK(values[kNorthward][point] == Approx(dot(flow.wind, north_at(at))).margin(0.2));
    }
}

TEST_CASE("vorticity is that of the flow") {
    // A solid rotation has 2 u0 / a sin(latitude).
    const MapGrid map{24, 12};
    const MapValues values = Globe{problem("williamson2"), 4}.map(map);
    for (int point = 0; point < map.points(); ++point) {
        const double expected = 2 * 38.610683 / 6.37122e6 * std::sin(map.place(point).latitude);
        CHECK(values[kVorticity][point] == Approx(expected).margin(1e-8));
    }
}

}  // namespace
}  // namespace sluice::climate::sphere
