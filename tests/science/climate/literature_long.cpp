// SPDX-License-Identifier: Apache-2.0
// The published flows in the plane at finer meshes: scripts/validate climate. Minutes.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/science/climate/front.hpp"
#include "tests/science/climate/whole_mesh.hpp"

namespace sluice::climate {
namespace {

/// A case from start to end.
struct Ran {
    Solver solver;
    Totals start, end;

    Ran(const Case& which, int nx, int nz, double duration)
        : solver{which, Grid{nx, nz, which.length, which.height},
                 Tile::whole({nx, nz, which.length, which.height})},
          start{totals(solver)},
          end{start} {
        run(solver, which, duration);
        end = totals(solver);
    }
    double mass_change() const { return end.mass.value() / start.mass.value() - 1; }
    double energy_change() const { return end.energy.value() / start.energy.value() - 1; }
};

/// Largest difference between theta' and its mirror image, K.
double asymmetry(const Solver& solver) {
    const std::vector<double> field = theta(solver);
    const int nx = solver.grid().nx;
    double largest = 0;
    for (int k = 0; k < solver.grid().nz; ++k) {
        for (int i = 0; i < nx; ++i) {
            largest = std::max(largest, std::abs(field[k * nx + i] - field[k * nx + nx - 1 - i]));
        }
    }
    return largest;
}

TEST_CASE("the density current comes as far as Straka's, at 100 and 50 m", "[.][long]") {
    // 25 m, 900 s: front at 15537 m, theta' from -9.77 K to 0.
    const auto [nx, of_front, of_coldest, of_warmest] =
        GENERATE(table<int, double, double, double>({{512, 300, 0.4, 0.3}, {1024, 200, 0.2, 0.1}}));
    const Ran ran{*find_case("current"), nx, nx / 8, 900};
    CHECK(front(ran.solver) == Approx(15537).margin(of_front));
    CHECK(ran.end.coldest == Approx(-9.77).margin(of_coldest));
    CHECK(ran.end.warmest == Approx(0).margin(of_warmest));
    CHECK(asymmetry(ran.solver) < 1e-8);
    CHECK(std::abs(ran.mass_change()) < 1e-12);
}

TEST_CASE("the gravity wave converges to linear theory", "[.][long]") {
    const auto [nx, tolerance] = GENERATE(table<int, double>({{300, 0.01}, {600, 0.002}}));
    const Ran ran{*find_case("wave"), nx, 2 * nx / 15, 3000};
    CHECK(ran.end.warmest == Approx(2.786987e-3).epsilon(tolerance));
    CHECK(ran.end.coldest == Approx(-1.517708e-3).epsilon(tolerance));
    CHECK(std::abs(ran.mass_change()) < 1e-12);
}

/// Root mean square of theta' averaged over four cells each minus the coarse one.
double difference(const Solver& coarse, const Solver& fine) {
    const std::vector<double> a = theta(coarse), b = theta(fine);
    const int nx = coarse.grid().nx, nz = coarse.grid().nz;
    double squares = 0;
    for (int k = 0; k < nz; ++k) {
        for (int i = 0; i < nx; ++i) {
            const double* below = b.data() + std::ptrdiff_t{4} * k * nx + 2 * i;
            const double* above = below + 2 * nx;
            squares += std::pow(a[k * nx + i] - 0.25 * (below[0] + below[1] + above[0] + above[1]), 2);
        }
    }
    return std::sqrt(squares / nx / nz);
}

TEST_CASE("Robert's bubble is symmetric, bounded, and converges on 20, 10 and 5 m", "[.][long]") {
    const Case& robert = *find_case("robert");
    const Ran coarse{robert, 50, 50, 700}, middle{robert, 100, 100, 700}, fine{robert, 200, 200, 700};
    for (const Ran* ran : {&coarse, &middle, &fine}) {
        CHECK(ran->end.coldest > -0.05);
        CHECK(ran->end.warmest < 0.53);
        CHECK(asymmetry(ran->solver) < 1e-8);
        CHECK(std::abs(ran->mass_change()) < 1e-12);
    }
    CHECK(difference(middle.solver, fine.solver) < 0.5 * difference(coarse.solver, middle.solver));
}

TEST_CASE("the thermal keeps mass and loses little energy in 400 s on 100 x 50 cells", "[.][long]") {
    const Ran ran{*find_case("thermal"), 100, 50, 400};
    CHECK(std::abs(ran.mass_change()) < 1e-9);
    CHECK(ran.energy_change() < 0);
    CHECK(ran.energy_change() > -4.5e-5);
}

}  // namespace
}  // namespace sluice::climate
