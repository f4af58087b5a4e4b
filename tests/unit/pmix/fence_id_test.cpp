// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/fence_id.hpp"

#include <catch2/catch.hpp>

using sluice::pmix::FenceId;
using sluice::pmix::nodes_of;
using sluice::pmix::participants_text;
using sluice::pmix::StepLayout;
using Positions = std::vector<std::uint32_t>;

namespace {

/// n1: 0 1 2   n2: 3 4   n3: 5 6 7
StepLayout eight_ranks() {
    StepLayout layout;
    layout.nodes = {"n1", "n2", "n3"};
    layout.ranks = {{0, 1, 2}, {3, 4}, {5, 6, 7}};
    return layout;
}

}  // namespace

TEST_CASE("the same participants have the same text, however they are listed") {
    const auto layout = eight_ranks();
    CHECK(participants_text(layout, {0, 1, 2, 5}) == "0-2,5");
    CHECK(participants_text(layout, {5, 2, 0, 1}) == "0-2,5");
    CHECK(participants_text(layout, {5, 5, 2, 0, 1, 1}) == "0-2,5");
    CHECK(participants_text(layout, {4}) == "4");
    CHECK(participants_text(layout, {6, 7}) == "6-7");
}

TEST_CASE("all ranks by name are the whole step, all but one are not") {
    const auto layout = eight_ranks();
    CHECK(participants_text(layout, {7, 6, 5, 4, 3, 2, 1, 0}) == "all");
    CHECK(participants_text(layout, {7, 6, 5, 4, 3, 2, 1}) == "1-7");
}

TEST_CASE("the nodes of a fence are those that run a participant") {
    const auto layout = eight_ranks();
    CHECK(nodes_of(layout, {"all", 0}) == Positions{0, 1, 2});
    CHECK(nodes_of(layout, {"0-2", 0}) == Positions{0});
    CHECK(nodes_of(layout, {"0-3", 0}) == Positions{0, 1});
    CHECK(nodes_of(layout, {"2,5-7", 0}) == Positions{0, 2});
    CHECK(nodes_of(layout, {"4", 9}) == Positions{1});
}

TEST_CASE("a text that names no ranks of the step is refused") {
    const auto layout = eight_ranks();
    for (const auto* text :
         {"", "everyone", "8", "0-8", "3-2", "-1", "1-", "0,,1", "0,", " 0", "0x1", "4294967296"}) {
        INFO(text);
        CHECK_FALSE(nodes_of(layout, {text, 0}));
    }
    CHECK_FALSE(nodes_of(StepLayout{}, {"all", 0}));
}
