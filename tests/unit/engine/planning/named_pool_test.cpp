// SPDX-License-Identifier: Apache-2.0
//
// Searches in the future of named nodes.
#include "scheduler/engine/planning/named_pool.hpp"

#include "scheduler/engine/planning/queue_planner.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

Request one_node(std::size_t partition, Duration limit) {
    Request request;
    request.partition = partition;
    request.candidates = std::vector{NodeIndex{0}};
    request.limit = limit;
    return request;
}

TEST_CASE("a search that may not go beyond a time before its beginning finds nothing") {
    const World w{cluster_of(1)};
    const NamedPool pool{w.engine.state(), t0};
    const auto request = one_node(0, 10s);
    CHECK(pool.earliest(request, request.limit, t0, t0).has_value());
    CHECK_FALSE(pool.earliest(request, request.limit, t0, t0 - 1s).has_value());
}

TEST_CASE("of two partitions that can start a promised job at once, the first is taken") {
    // One node, held by job 1 until 10 s; job 2 is promised it then. Job 1 ends early, both partitions are free.
    const World w{cluster_of(1)};
    QueuePlanner planner{PlanRules{}, PoolOwner{std::make_unique<NamedPool>(w.engine.state(), t0)}};
    auto request = one_node(0, 10s);
    request.exclusive = true;
    const auto first = request;
    request.elsewhere = {request};
    planner.enqueue({0, 0, t0, JobId{1}}, first, first.limit);
    planner.enqueue({0, 0, t0, JobId{2}}, request, request.limit);
    const auto running = planner.pass(t0);
    REQUIRE(running.size() == 1);
    REQUIRE(planner.next_wake() == t0 + 10s);
    planner.release(running[0].hold, t0 + 3s, running[0].until);
    const auto started = planner.pass(t0 + 3s);
    REQUIRE(started.size() == 1);
    CHECK(started[0].choice == 0);
}

}  // namespace
}  // namespace sluice::engine::testing
