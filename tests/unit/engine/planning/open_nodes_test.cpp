// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/open_nodes.hpp"

#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

Request wanting(std::uint32_t nodes, std::uint32_t cpus_per_task = 1) {
    Request request;
    request.min_nodes = request.max_nodes = nodes;
    request.cpus_per_task = cpus_per_task;
    return request;
}

TEST_CASE("open nodes are those with a core free, and they are counted by how many") {
    const ClusterState state{cluster_of(4)};  // of four cores each
    OpenNodes open{state};
    CHECK_FALSE(open.may_hold(wanting(1)));
    open.set(NodeIndex{0}, 1);
    open.set(NodeIndex{2}, 4);
    open.set(NodeIndex{3}, 2);
    open.set(NodeIndex{3}, 0);
    CHECK(open.among({NodeIndex{0}, NodeIndex{1}, NodeIndex{2}, NodeIndex{3}}) == std::vector{NodeIndex{0}, NodeIndex{2}});
    CHECK(open.among({NodeIndex{1}, NodeIndex{2}}) == std::vector{NodeIndex{2}});
    CHECK(open.may_hold(wanting(2)));
    CHECK_FALSE(open.may_hold(wanting(3)));
    CHECK(open.may_hold(wanting(1, 4)));
    CHECK_FALSE(open.may_hold(wanting(2, 2)));
    CHECK_FALSE(open.may_hold(wanting(1, 5)));
}

TEST_CASE("tasks need as many cores as there are free in all, unless they share them") {
    auto config = cluster_of(2);
    config.nodes[1].threads_per_core = 2;
    const ClusterState state{config};
    OpenNodes open{state};
    open.set(NodeIndex{0}, 2);
    open.set(NodeIndex{1}, 1);
    auto request = wanting(1);
    request.tasks_given = true;
    request.tasks = 6;  // as if each core had two threads
    CHECK(open.may_hold(request));
    request.tasks = 7;
    CHECK_FALSE(open.may_hold(request));
    request.overcommit = true;
    CHECK(open.may_hold(request));
}

}  // namespace
}  // namespace sluice::engine::testing
