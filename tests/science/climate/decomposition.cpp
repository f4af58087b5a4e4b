// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/decomposition.hpp"

#include <catch2/catch.hpp>

#include "workloads/climate/kernel/fields.hpp"

namespace sluice::climate {
namespace {

Grid mesh(int nx, int nz) { return {nx, nz, 1000, 1000}; }

TEST_CASE("pieces cover all cells once and differ by one at most") {
    const int cells = GENERATE(8, 100, 101, 99'999);
    const int pieces = GENERATE(1, 3, 7, 8);
    int next = 0;
    for (int piece = 0; piece < pieces; ++piece) {
        const Range range = share_of(cells, pieces, piece);
        CHECK(range.first == next);
        CHECK((range.count == cells / pieces || range.count == cells / pieces + 1));
        next += range.count;
    }
    CHECK(next == cells);
}

TEST_CASE("tiles are as square as the mesh allows") {
    CHECK(best_process_grid(mesh(200, 100), 1) == ProcessGrid{1, 1});
    CHECK(best_process_grid(mesh(200, 100), 8) == ProcessGrid{4, 2});
    CHECK(best_process_grid(mesh(100, 100), 4) == ProcessGrid{2, 2});
    CHECK(best_process_grid(mesh(300, 40), 6) == ProcessGrid{6, 1});
    CHECK(best_process_grid(mesh(40, 200), 5) == ProcessGrid{1, 5});
}

TEST_CASE("no tile is narrower than the halo") {
    CHECK(kHalo == 9);
    CHECK(best_process_grid(mesh(18, 18), 4) == ProcessGrid{2, 2});
    CHECK_FALSE(best_process_grid(mesh(18, 18), 8).has_value());  // 18 / 4 and 18 / 8 are less than 9
    CHECK_FALSE(best_process_grid(mesh(100, 20), 23).has_value());
}

}  // namespace
}  // namespace sluice::climate
