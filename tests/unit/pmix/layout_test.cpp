// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/layout.hpp"

#include <catch2/catch.hpp>

using sluice::Errc;
using sluice::pmix::check;
using sluice::pmix::StepLayout;

namespace {

StepLayout good() {
    StepLayout layout;
    layout.name_space = "sluice.12.0.1";
    layout.nodes = {"n1", "n2"};
    layout.ranks = {{0, 2, 3}, {1, 4}};
    layout.tmp_dir = "/tmp";
    return layout;
}

}  // namespace

TEST_CASE("a step whose ranks are all placed once can be served") {
    CHECK(check(good()));
    auto layout = good();
    layout.cpusets = {"0", "1", "2-3"};
    CHECK(check(layout));
}

TEST_CASE("a layout that does not describe a step is refused before the library sees it") {
    auto layout = good();
    SECTION("no namespace") { layout.name_space.clear(); }
    SECTION("a namespace longer than PMIx has room for") { layout.name_space.assign(256, 'x'); }
    SECTION("a node without ranks of its own") { layout.ranks.pop_back(); }
    SECTION("a position beyond the nodes") { layout.position = 2; }
    SECTION("a node twice") { layout.nodes[1] = "n1"; }
    SECTION("a node name that reads as two") { layout.nodes[1] = "n2,n3"; }
    SECTION("a rank twice") { layout.ranks[1] = {1, 3}; }
    SECTION("a rank left out") { layout.ranks[1] = {1, 5}; }
    SECTION("descending ranks on a node") { layout.ranks[1] = {4, 1}; }
    SECTION("CPU sets for some of the ranks") { layout.cpusets = {"0"}; }
    const auto checked = check(layout);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == Errc::invalid_argument);
    CHECK_FALSE(checked.error().detail.empty());
}

TEST_CASE("the longest namespace fits") {
    auto layout = good();
    layout.name_space.assign(255, 'x');
    CHECK(check(layout));
}

TEST_CASE("a temporary folder that does not exist is the node's fault") {
    auto layout = good();
    layout.tmp_dir = "/tmp/no such folder";
    CHECK(check(layout).error().code == Errc::io_error);
}
