// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/queue_planner.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "scheduler/engine/planning/class_pool.hpp"

namespace sluice::engine {
namespace {

constexpr Instant at(std::int64_t second) { return Instant{Duration{second}}; }

Request one_node(std::int64_t seconds) {
    Request request;
    request.classes = {{0, 1}};
    request.limit = Duration{seconds};
    return request;
}

QueueKey key(std::uint32_t priority, std::uint32_t id) { return {1, priority, Instant{}, JobId{id}}; }

Hold one_of_class() {
    Hold hold;
    hold.counts.add({0, 1});
    return hold;
}

TEST_CASE("who watches promises hears of those that are forgotten and not given again") {
    PlanRules rules;
    rules.promises = PlanRules::kAll;
    rules.keep_plans = false;
    rules.horizon = Duration{10};
    const std::vector<std::uint32_t> sizes{2};
    QueuePlanner planner{rules, PoolOwner{std::make_unique<ClassPool>(sizes)}};
    planner.watch_promises();
    planner.occupy(one_of_class(), at(0), at(6));
    planner.occupy(one_of_class(), at(0), at(30));
    const auto waiting = one_node(8), important = one_node(20);
    planner.enqueue(key(1, 1), waiting, waiting.limit);
    planner.pass(at(0));
    CHECK(planner.find(key(1, 1), waiting.limit).promised == at(6));
    CHECK(planner.take_renewed().size() == 1);

    // One node is free sooner than expected, and a more important job takes it until past the horizon.
    planner.release(one_of_class(), at(1), at(6));
    planner.enqueue(key(2, 2), important, important.limit);
    REQUIRE(planner.pass(at(1)).size() == 1);
    CHECK_FALSE(planner.find(key(1, 1), waiting.limit).has_promise());
    const auto renewed = planner.take_renewed();
    CHECK(std::ranges::any_of(renewed, [](const auto& each) { return each.first.id == JobId{1}; }));
}

}  // namespace
}  // namespace sluice::engine
