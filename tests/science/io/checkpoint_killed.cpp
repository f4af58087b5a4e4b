// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "tests/science/shell.hpp"

namespace sluice {
namespace {

using science::Ended;
using science::Scratch;
using science::shell;

std::string loop_on(int ranks) {
    return MPIRUN " -n " + std::to_string(ranks) + " " CHECKPOINT_LOOP " state.h5";
}

/// The step from which the last run went on, or -1 if it did not come that far.
int taken_step(const Scratch& scratch) {
    int step = -1;
    std::ifstream{scratch / "state.h5.begun"} >> step;
    std::filesystem::remove(scratch / "state.h5.begun");
    return step;
}

TEST_CASE("a kill at any moment leaves the last good checkpoint, for any number of ranks") {
    const Scratch scratch;
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    int last = 0;
    for (int round = 0; round < 8; ++round) {
        const int ranks = 1 + round % 3, readers = 1 + (round + 1) % 3;
        const auto delay = std::uniform_int_distribution{1000, 150'000}(random);
        const Ended killed = shell(scratch, loop_on(ranks) + " " + std::to_string(delay));
        INFO("round " << round << ": " << killed.output);
        CHECK(killed.exit_code != 0);
        CHECK(taken_step(scratch) == last);

        const Ended read = shell(scratch, loop_on(readers));
        INFO(read.output);
        CHECK(read.exit_code == 0);
        const int step = taken_step(scratch);
        CHECK(step >= last);
        last = step;
    }
    CHECK(last > 0);
    CHECK(shell(scratch, "ls | grep -c partial").output <= "1\n");  // of the last round at most
}

}  // namespace
}  // namespace sluice
