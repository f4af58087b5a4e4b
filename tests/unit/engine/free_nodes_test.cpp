// SPDX-License-Identifier: Apache-2.0
//
// The count of free nodes by their place in the network.
#include "scheduler/engine/placement/free_nodes.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/engine/networks.hpp"

namespace sluice::engine::testing {
namespace {

constexpr Instant t0{};

TEST_CASE("free nodes are counted in their leaf and in all groups around it") {
    FreeNodes nodes{tree_of({{2, 3}, {4}})};
    CHECK(nodes.count() == 9);
    nodes.set_busy(NodeIndex{3}, t0 + Duration{60});  // on the second leaf
    CHECK(nodes.count() == 8);
    CHECK_FALSE(nodes.is_free(NodeIndex{3}));
    CHECK(nodes.free_in_leaves()[0] == 2);
    CHECK(nodes.free_in_leaves()[1] == 2);
    CHECK(nodes.free_in_leaves()[2] == 4);
    const auto first_pod = nodes.tree().leaves()[1].parent;
    CHECK(nodes.free_in_group(first_pod) == 4);
    CHECK(nodes.endings(1).size() == 1);
    CHECK(nodes.endings(1)[0].when == t0 + Duration{60});
    nodes.set_free(NodeIndex{3});
    CHECK(nodes.count() == 9);
    CHECK(nodes.endings(1).empty());
}

TEST_CASE("saying again that a node is free or busy counts it once") {
    FreeNodes nodes{tree_of({{2, 3}})};
    nodes.set_free(NodeIndex{0});
    CHECK(nodes.count() == 5);
    nodes.set_busy(NodeIndex{0}, t0 + Duration{60});
    nodes.set_busy(NodeIndex{0}, t0 + Duration{90});
    CHECK(nodes.count() == 4);
    REQUIRE(nodes.endings(0).size() == 1);
    CHECK(nodes.endings(0)[0].when == t0 + Duration{90});
}

TEST_CASE("a node out of service is not expected back") {
    FreeNodes nodes{tree_of({{2}})};
    nodes.set_busy(NodeIndex{0}, FreeNodes::kNever);
    CHECK(nodes.count() == 1);
    CHECK(nodes.endings(0).empty());
    nodes.set_free(NodeIndex{0});
    CHECK(nodes.recount());
}

TEST_CASE("a flat network is one leaf") {
    TopologySpec flat;
    const FreeNodes nodes{Topology{flat, numbered_nodes(70)}};
    CHECK(nodes.tree().leaves().size() == 1);
    CHECK(nodes.free_in_leaves()[0] == 70);
}

TEST_CASE("leaves of a group are consecutive, whatever the order of the file") {
    // Switches of two pods in turn, a leaf right under the core, and a node that no switch names.
    TopologySpec spec;
    spec.kind = TopologyKind::tree;
    spec.switches = {{"core", {}, {"x", "y", "lone"}}, {"a", {"n0"}, {}}, {"b", {"n1"}, {}}, {"c", {"n2"}, {}},
                     {"lone", {"n3"}, {}},             {"x", {}, {"a", "c"}}, {"y", {}, {"b"}}};
    const FreeNodes nodes{Topology{spec, numbered_nodes(5)}};
    const auto& tree = nodes.tree();
    for (const auto& group : tree.groups()) {
        for (auto leaf = group.first; leaf < group.end; ++leaf) {
            auto around = tree.leaves()[leaf].parent;
            while (around != LeafTree::kNobody && &tree.groups()[around] != &group) around = tree.groups()[around].parent;
            CHECK(around != LeafTree::kNobody);
        }
    }
    CHECK(tree.leaf_of(NodeIndex{0}) + 1 == tree.leaf_of(NodeIndex{2}));
    CHECK(tree.leaves().size() == 5);
    CHECK(nodes.recount());
}

TEST_CASE("after any changes the counts equal a recount") {
    std::mt19937 random{7};
    for (int run = 0; run < 50; ++run) {
        FreeNodes nodes{random_tree(random)};
        for (int change = 0; change < 200; ++change) {
            const NodeIndex node{static_cast<std::uint32_t>(random() % nodes.tree().node_count())};
            if (random() % 2 == 0) nodes.set_free(node);
            else nodes.set_busy(node, random() % 9 == 0 ? FreeNodes::kNever : t0 + Duration{random() % 5});
        }
        REQUIRE(nodes.recount());
    }
}

}  // namespace
}  // namespace sluice::engine::testing
