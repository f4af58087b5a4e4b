// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/topology_metrics.hpp"

#include <fmt/format.h>

#include "tests/unit/sim/sample.hpp"

using namespace sluice;
using namespace sluice::sim;
using namespace sluice::sim::testing;

namespace {

/// Eight nodes; leaves of two, pods of two leaves: (0 1)(2 3) (4 5)(6 7).
Neighbourhoods eight_nodes() { return {{0, 0, 1, 1, 2, 2, 3, 3}, {0, 0, 0, 0, 1, 1, 1, 1}, 2, 4}; }

TopologyMetrics measured(const std::vector<std::vector<std::uint32_t>>& jobs) {
    Results results;
    for (const auto& nodes : jobs) add_run(results, 0, 10, nodes);
    return measure_topology(eight_nodes(), results);
}

}  // namespace

TEST_CASE("leaves and pods come from the switches of the configuration") {
    TopologySpec spec;
    spec.kind = TopologyKind::tree;
    spec.switches = {{"l1", {"n1", "n2"}, {}}, {"l2", {"n3"}, {}}, {"l3", {"n4"}, {}},
                     {"p1", {}, {"l1", "l2"}}, {"p2", {}, {"l3"}}, {"core", {}, {"p1", "p2"}}};
    std::vector<NodeSpec> nodes(4);
    for (std::size_t i = 0; i < 4; ++i) nodes[i].name = fmt::format("n{}", i + 1);
    const auto network = neighbourhoods_of(Topology{spec, nodes}, 4);
    CHECK(network.leaf[0] == network.leaf[1]);
    CHECK(network.leaf[1] != network.leaf[2]);
    CHECK(network.pod[1] == network.pod[2]);
    CHECK(network.pod[2] != network.pod[3]);
    CHECK(network.leaf_size == 2);
    CHECK(network.pod_size == 3);
}

TEST_CASE("a job of one node says nothing about placement") { CHECK(measured({{3}}).jobs == 0); }

TEST_CASE("two nodes under one leaf are as near as can be") {
    const auto m = measured({{0, 1}});
    CHECK(m.leaf_ratio == 1);
    CHECK(m.one_leaf_share == 1);
    CHECK(m.hops_fattree_nodeh == 2);
    CHECK(m.hops_dragonfly_nodeh == 2);
}

TEST_CASE("two nodes under two leaves of a pod, and of two pods") {
    const auto m = measured({{1, 2}, {3, 4}});
    CHECK(m.leaves == 4);
    CHECK(m.least_leaves == 2);
    CHECK(m.leaf_ratio == 2);
    CHECK(m.leaf_excess == 1);
    CHECK(m.one_leaf_share == 0);
    CHECK(m.one_pod_share == 0.5);
    CHECK(m.pod_ratio == 1.5);
    CHECK(m.hops_fattree_nodeh == 5);   // 4 and 6
    CHECK(m.hops_dragonfly_nodeh == 4); // 3 and 5
}

TEST_CASE("three nodes: distances are means over pairs") {
    const auto m = measured({{0, 1, 4}});
    CHECK(m.leaf_ratio == 1);  // three nodes need two leaves
    CHECK(m.hops_fattree_nodeh == Approx((2 + 6 + 6) / 3.0));
    CHECK(m.one_leaf_share == 0);  // no job could have fitted
    CHECK(m.one_pod_share == 0);
}

TEST_CASE("a job counts by its nodes and its run time") {
    Results results;
    add_run(results, 0, 30, {0, 1});     // ratio 1, weight 2 * 30
    add_run(results, 0, 10, {2, 4});     // ratio 2, weight 2 * 10
    const auto m = measure_topology(eight_nodes(), results);
    CHECK(m.leaf_ratio_nodeh == Approx((60 * 1 + 20 * 2) / 80.0));
    CHECK(m.hops_fattree_nodeh == Approx((60 * 2 + 20 * 6) / 80.0));
    CHECK(m.hops_fattree == Approx((2 + 6) / 2.0));
}

TEST_CASE("free nodes on idle leaves are room in one piece") {
    Results results;
    add_run(results, 0, 10, {0});     // 7 nodes free, 6 of them on idle leaves
    add_run(results, 10, 20, {0, 2}); // 6 free, 4 on idle leaves
    CHECK(measure_topology(eight_nodes(), results).free_in_idle_leaves == Approx((60 + 40) / (70.0 + 60)));
}

TEST_CASE("a node that two jobs share is free when both have left it") {
    Results results;
    add_run(results, 0, 20, {0});
    add_run(results, 0, 10, {0, 1});
    CHECK(measure_topology(eight_nodes(), results).free_in_idle_leaves == Approx((60 + 60) / (60.0 + 70)));
}
