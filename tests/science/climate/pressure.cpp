// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "workloads/climate/kernel/pressure.hpp"

namespace sluice::climate {
namespace {

TEST_CASE("the series for the pressure agrees with the power it stands for") {
    const Level rest{.density = 1.2, .heat = 348, .pressure = 1e5, .impedance = 400};
    const double departure = GENERATE(-0.1, -1e-2, -1e-4, 1e-5, 3e-3, 0.02, 0.1);
    const double expected = 1e5 * (std::pow(1 + departure, kGamma) - 1);
    CHECK(pressure_perturbation(rest, 348 * departure) == Approx(expected).margin(std::abs(departure) <= 0.02 ? 1e-10 : 1e-6));
}

TEST_CASE("no departure, no pressure: not a bit") {
    const Level rest{.density = 0.7, .heat = 231.1, .pressure = 54321, .impedance = 220};
    CHECK(pressure_perturbation(rest, 0) == 0);
}

}  // namespace
}  // namespace sluice::climate
