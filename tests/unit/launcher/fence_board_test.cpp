// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/fence_board.hpp"

#include <catch2/catch.hpp>

using namespace sluice;
using namespace sluice::step;

namespace {

/// Ranks 0-1 on n1, 2-3 on n2, 4-5 on n3.
FenceBoard three_nodes() {
    pmix::StepLayout layout;
    layout.nodes = {"n1", "n2", "n3"};
    layout.ranks = {{0, 1}, {2, 3}, {4, 5}};
    return FenceBoard{layout};
}

}  // namespace

TEST_CASE("a fence is complete when every node has come, in whatever order") {
    auto board = three_nodes();
    const pmix::FenceId id{"all", 0};
    CHECK_FALSE(board.add(id, 2, "c"));
    CHECK_FALSE(board.add(id, 0, "a"));
    const auto complete = board.add(id, 1, "b");
    REQUIRE(complete);
    CHECK(complete->data == "abc");
    CHECK(complete->nodes == std::vector<std::uint32_t>{0, 1, 2});
}

TEST_CASE("fences that overlap in time stay apart") {
    auto board = three_nodes();
    CHECK_FALSE(board.add({"all", 0}, 0, "a0"));
    CHECK_FALSE(board.add({"2-5", 0}, 1, "x"));
    CHECK_FALSE(board.add({"all", 0}, 1, "b0"));
    const auto some = board.add({"2-5", 0}, 2, "y");
    REQUIRE(some);
    CHECK(some->nodes == std::vector<std::uint32_t>{1, 2});
    CHECK(some->data == "xy");
    CHECK(board.add({"all", 0}, 2, "c0")->data == "a0b0c0");
}

TEST_CASE("who does not take part contributes nothing") {
    auto board = three_nodes();
    CHECK_FALSE(board.add({"2-5", 0}, 0, "a"));
    CHECK_FALSE(board.add({"2-5", 0}, 1, "b"));
    CHECK(board.add({"2-5", 0}, 2, "c")->data == "bc");
    CHECK_FALSE(board.add({"nonsense", 0}, 0, "a"));
}
