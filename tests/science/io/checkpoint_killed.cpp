// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstdlib>
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

/// The step that the output names, or -1 if the run failed.
int step_in(const Ended& ended) {
    const std::size_t place = ended.output.find("step ");
    return place == std::string::npos ? -1 : std::atoi(ended.output.c_str() + place + 5);
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
        CHECK(step_in(killed) == last);  // went on from the last one

        const Ended read = shell(scratch, loop_on(readers));
        INFO(read.output);
        CHECK(read.exit_code == 0);
        CHECK(step_in(read) >= last);
        last = step_in(read);
    }
    CHECK(last > 0);
    CHECK(shell(scratch, "ls | grep -c partial").output <= "1\n");  // of the last round at most
}

}  // namespace
}  // namespace sluice
