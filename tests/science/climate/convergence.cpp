// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/science/climate/whole_mesh.hpp"

namespace sluice::climate {
namespace {

/// A smooth warm blob in a stratified wind, away from the walls, 10 km x 10 km.
Case smooth_case() {
    Case smooth = quiet_case(10e3, 10e3, {300, 0.01}, 10);
    smooth.warming = [](double x, double z) {
        const double squares = (x - 5e3) * (x - 5e3) + (z - 5e3) * (z - 5e3);
        return std::exp(-squares / (1500.0 * 1500.0));
    };
    return smooth;
}

Fields state_after(double seconds, int n) {
    const Case smooth = smooth_case();
    Solver solver = solver_for(smooth, n, n);
    run(solver, smooth, seconds, 0.4);  // small steps: the error is that of the discretisation in space
    return solver.state();
}

/// Root mean square of the coarse averages minus the fine ones, averaged over four cells each.
double difference(const Fields& coarse, const Fields& fine, Quantity quantity) {
    double squares = 0;
    for (int k = 0; k < coarse.nz(); ++k) {
        const double* below = fine.row(quantity, 2 * k);
        const double* above = fine.row(quantity, 2 * k + 1);
        for (int i = 0; i < coarse.nx(); ++i) {
            const double mean = (below[2 * i] + below[2 * i + 1] + above[2 * i] + above[2 * i + 1]) / 4;
            squares += std::pow(coarse.row(quantity, k)[i] - mean, 2);
        }
    }
    return std::sqrt(squares / coarse.nx() / coarse.nz());
}

TEST_CASE("the scheme converges with fourth order on a smooth flow") {
    const Fields coarse = state_after(60, 32), middle = state_after(60, 64), fine = state_after(60, 128);
    for (const Quantity quantity : kQuantities) {
        const double order =
            std::log2(difference(coarse, middle, quantity) / difference(middle, fine, quantity));
        CAPTURE(static_cast<int>(quantity), order);
        CHECK(order > 4.0);
    }
}

}  // namespace
}  // namespace sluice::climate
