// SPDX-License-Identifier: Apache-2.0
//
// Networks of every kind: how far two nodes are apart, what is around a node, and how all stand in a line.
#include "scheduler/model/topology.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "scheduler/model/torus.hpp"

namespace sluice {
namespace {

std::vector<NodeSpec> numbered(std::uint32_t count) {
    std::vector<NodeSpec> nodes(count);
    for (std::uint32_t n = 0; n < count; ++n) nodes[n].name = fmt::format("n{}", n);
    return nodes;
}

NodeIndex node(std::uint32_t n) { return NodeIndex{n}; }

TopologySpec torus_of(std::vector<std::uint32_t> dimensions) {
    TopologySpec spec;
    spec.kind = TopologyKind::torus;
    spec.dimensions = std::move(dimensions);
    return spec;
}

/// Nodes in the order of their places on the line.
std::vector<std::uint32_t> line(const Topology& topology) {
    std::vector<std::uint32_t> order(topology.node_count());
    for (std::uint32_t n = 0; n < order.size(); ++n) order[topology.position(node(n))] = n;
    return order;
}

TEST_CASE("nodes of a tree are as far apart as the switch that joins them is high") {
    TopologySpec spec;
    spec.kind = TopologyKind::tree;
    spec.switches = {{"core", {}, {"left", "right"}}, {"left", {}, {"a", "b"}}, {"right", {}, {"c"}},
                     {"a", {"n0", "n1"}, {}},         {"b", {"n2"}, {}},        {"c", {"n3"}, {}}};
    const Topology tree{spec, numbered(5)};
    CHECK(tree.hops(node(0), node(0)) == 0);
    CHECK(tree.hops(node(0), node(1)) == 2);
    CHECK(tree.hops(node(0), node(2)) == 4);
    CHECK(tree.hops(node(0), node(3)) == 6);
    CHECK(tree.hops(node(0), node(4)) > 6);  // under no switch at all
    CHECK(tree.path(node(2), "n2") == "core.left.b.n2");
    CHECK(tree.path_pattern(node(2)) == "switch.switch.switch.node");
    CHECK(tree.path(node(4), "n4") == "n4");
    CHECK(tree.path_pattern(node(4)) == "node");
}

TEST_CASE("consecutive blocks make larger blocks") {
    TopologySpec spec;
    spec.kind = TopologyKind::block;
    spec.block_sizes = {2, 4, 8};
    for (std::uint32_t b = 0; b < 5; ++b) {
        spec.blocks.push_back({fmt::format("b{}", b), {fmt::format("n{}", 2 * b), fmt::format("n{}", 2 * b + 1)}, {}});
    }
    const Topology blocks{spec, numbered(11)};
    CHECK(blocks.hops(node(0), node(1)) == 2);
    CHECK(blocks.hops(node(0), node(2)) == 4);   // the same block of four
    CHECK(blocks.hops(node(0), node(4)) == 6);   // the same block of eight
    CHECK(blocks.hops(node(0), node(8)) > 6);    // the last block is not full
    CHECK(blocks.path(node(3), "n3") == "b1.n3");
    CHECK(blocks.path_pattern(node(3)) == "block.node");
    CHECK(blocks.path(node(10), "n10") == "n10");
}

TEST_CASE("a dragonfly has one link between groups and one inside") {
    TopologySpec spec;
    spec.kind = TopologyKind::dragonfly;
    spec.groups = 3;
    spec.routers = 2;
    spec.nodes_per_router = 2;
    const Topology dragonfly{spec, numbered(12)};
    CHECK(dragonfly.hops(node(0), node(1)) == 2);
    CHECK(dragonfly.hops(node(0), node(2)) == 3);
    CHECK(dragonfly.hops(node(0), node(4)) == 5);
    CHECK(dragonfly.path(node(5), "n5") == "group2.router3.n5");
    CHECK(dragonfly.path_pattern(node(5)) == "switch.switch.node");
    SECTION("in the order that is given") {
        spec.nodes = {"n11", "n10", "n9", "n8", "n7", "n6", "n5", "n4", "n3", "n2", "n1", "n0"};
        const Topology reversed{spec, numbered(12)};
        CHECK(reversed.path(node(11), "n11") == "group1.router1.n11");
    }
}

TEST_CASE("a torus counts steps, the shorter way round") {
    const Topology torus{torus_of({4, 5}), numbered(20)};
    CHECK(torus.hops(node(0), node(1)) == 3);       // along the last dimension
    CHECK(torus.hops(node(0), node(4)) == 3);       // round its end
    CHECK(torus.hops(node(0), node(5)) == 3);       // along the first
    CHECK(torus.hops(node(0), node(2 * 5 + 2)) == 6);
    CHECK(torus.path(node(7), "n7") == "n7");
    auto open = torus_of({4, 5});
    open.wrap = false;
    CHECK(Topology{open, numbered(20)}.hops(node(0), node(4)) == 6);
}

TEST_CASE("nodes of one router of a torus are two links apart") {
    auto spec = torus_of({3});
    spec.nodes_per_router = 2;
    const Topology torus{spec, numbered(6)};
    CHECK(torus.hops(node(0), node(1)) == 2);
    CHECK(torus.hops(node(1), node(2)) == 3);
}

TEST_CASE("nodes of a torus may be put on its routers one by one") {
    auto spec = torus_of({2, 2});
    spec.positions = {{{"n0"}, {1, 1}}, {{"n1"}, {0, 0}}, {{"n2"}, {1, 0}}};
    const Topology torus{spec, numbered(3)};
    CHECK(torus.hops(node(0), node(1)) == 4);
    CHECK(torus.hops(node(0), node(2)) == 3);
    CHECK(std::vector(torus.coordinates(node(2)).begin(), torus.coordinates(node(2)).end()) == Coordinates{1, 0});
}

TEST_CASE("the bricks of a torus nest, and the largest is the whole") {
    const Topology torus{torus_of({8, 8, 4}), numbered(256)};
    std::size_t tops = 0;
    for (const auto& brick : torus.switches()) {
        if (brick.parent == Topology::kNoParent) {
            ++tops;
            CHECK(brick.nodes.size() == 256);
        }
        if (brick.level == 0) CHECK(brick.nodes.size() == 8);
        for (const auto member : brick.nodes) {
            if (brick.level == 0) CHECK(torus.hops(brick.nodes.front(), member) <= 2 + 3);  // 2 x 2 x 2
        }
    }
    CHECK(tops == 1);
}

TEST_CASE("neighbours on the line through a torus are neighbours in it") {
    for (const auto& dimensions : std::vector<std::vector<std::uint32_t>>{{7}, {3, 4}, {4, 3, 5}, {2, 3, 2, 3}}) {
        std::uint32_t count = 1;
        for (const auto length : dimensions) count *= length;
        const Topology torus{torus_of(dimensions), numbered(count)};
        const auto order = line(torus);
        for (std::size_t i = 1; i < order.size(); ++i) CHECK(torus.hops(node(order[i - 1]), node(order[i])) == 3);
    }
}

TEST_CASE("the line through a tree goes leaf by leaf and keeps the order of the nodes where it can") {
    TopologySpec spec;
    spec.kind = TopologyKind::tree;
    spec.switches = {{"b", {"n1", "n4"}, {}}, {"a", {"n0", "n3"}, {}}, {"c", {"n2", "n5"}, {}},
                     {"x", {}, {"a", "c"}},   {"y", {}, {"b"}},        {"core", {}, {"y", "x"}}};
    CHECK(line(Topology{spec, numbered(6)}) == std::vector<std::uint32_t>{0, 3, 2, 5, 1, 4});
    CHECK(line(Topology{TopologySpec{}, numbered(3)}) == std::vector<std::uint32_t>{0, 1, 2});
}

}  // namespace
}  // namespace sluice
