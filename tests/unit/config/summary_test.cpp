// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/summary.hpp"

#include <catch2/catch.hpp>

#include "scheduler/config/load.hpp"

namespace sluice {
namespace {

std::string summary_of(std::string_view text) {
    const auto config = load(text, "c.yaml");
    if (!config) FAIL(to_string(config.error()));
    return summary(*config);
}

TEST_CASE("the summary shows a cluster at a glance") {
    CHECK(summary_of(R"(
cluster: physics
controller: {host: head}
nodes:
  - {names: "n[1-4]", sockets: 2, cores_per_socket: 4, threads_per_core: 2, memory: 8G, gres: gpu:a100:2}
topology:
  kind: tree
  switches:
    - {name: top, switches: "l[1-2]"}
    - {name: l1, nodes: "n[1-2]"}
    - {name: l2, nodes: n3}
partitions:
  - {name: batch, nodes: "n[1-3]", max_time: 2:00:00}
)") == "cluster     physics\n"
       "controller  head port 6817\n"
       "nodes       4: n[1-4], 32 cores (64 CPUs), 32G memory, 8 gpu:a100\n"
       "topology    tree, 2 levels: 3 switches, 2 of them with nodes\n"
       "partition   batch*: n[1-3] (3 nodes), limit 02:00:00, tier 1, UP\n"
       "scheduling  easy, 1 reservation\n"
       "note        n4 in no partition\n"
       "note        n4 below no switch\n");
}

TEST_CASE("the summary of a flat cluster has no switches") {
    const auto text = summary_of(
        "nodes: [{names: a, memory: 1G}]\npartitions: [{name: p, nodes: a}]\nscheduling: {policy: fcfs}\n");
    CHECK(text.find("topology    flat\n") != std::string::npos);
    CHECK(text.find("nodes       1: a, 1 core, 1G memory\n") != std::string::npos);
    CHECK(text.ends_with("scheduling  fcfs\n"));
}

TEST_CASE("the summary says the shape of the network") {
    const auto with = [](const std::string& topology) {
        return summary_of("nodes: [{names: \"n[1-8]\", memory: 1G}]\npartitions: [{name: p, nodes: ALL}]\ntopology: {" +
                          topology + "}\n");
    };
    CHECK(with("kind: torus, dimensions: [2, 4]").find("topology    torus: 2x4 routers\n") != std::string::npos);
    CHECK(with("kind: torus, wrap: false, dimensions: [8]").find("topology    mesh: 8 routers\n") != std::string::npos);
    CHECK(with("kind: dragonfly, groups: 2, routers: 2, nodes_per_router: 2").find("topology    dragonfly: 4 routers in 2 groups\n") !=
          std::string::npos);
    const auto blocks = with("kind: block, block_sizes: [2, 4], blocks: [{name: a, nodes: \"n[1-2]\"}, {name: b, nodes: \"n[3-5]\"}]");
    CHECK(blocks.find("topology    block: 2 base blocks, sizes 2,4\n") != std::string::npos);
    CHECK(blocks.find("note        n[6-8] in no block\n") != std::string::npos);
}

}  // namespace
}  // namespace sluice
