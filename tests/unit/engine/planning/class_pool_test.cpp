// SPDX-License-Identifier: Apache-2.0
//
// Nodes by number: what requests get, and what bounds on their starts may not change.
#include "scheduler/engine/planning/class_pool.hpp"

#include <catch2/catch.hpp>
#include <list>
#include <map>

#include "scheduler/engine/planning/queue_planner.hpp"
#include "tests/unit/engine/storm.hpp"

namespace sluice::engine::testing {
namespace {

using namespace std::chrono_literals;
constexpr Instant t0{};

Request wanting(std::uint32_t nodes, TimeLimit limit, std::vector<ClassShare> classes = {{0, 1}}) {
    Request request;
    request.min_nodes = request.max_nodes = nodes;
    request.limit = limit;
    request.classes = std::move(classes);
    return request;
}

Hold numbers(std::initializer_list<ClassCount> counts) {
    Hold hold;
    for (const auto& count : counts) hold.counts.add(count);
    return hold;
}

TEST_CASE("nodes are taken of the class that is listed first, and of the next when it has no more") {
    const ClassPool pool{std::vector<std::uint32_t>{2, 3}};
    const std::vector<ClassShare> both{{1, 4}, {0, 2}};
    CHECK(pool.fit(wanting(3, 10s, both), t0, t0 + 10s) == numbers({{1, 3}}));
    CHECK(pool.fit(wanting(4, 10s, both), t0, t0 + 10s) == numbers({{1, 3}, {0, 1}}));
    CHECK(pool.fit(wanting(6, 10s, both), t0, t0 + 10s) == std::nullopt);
}

TEST_CASE("tasks are held by as many nodes as they need") {
    const ClassPool pool{std::vector<std::uint32_t>{2, 3}};
    auto request = wanting(1, 10s, {{1, 4}, {0, 2}});
    request.max_nodes = 5;
    request.tasks_given = true;
    request.tasks = 12;
    CHECK(pool.fit(request, t0, t0 + 10s) == numbers({{1, 3}}));
    request.tasks = 13;
    CHECK(pool.fit(request, t0, t0 + 10s) == numbers({{1, 3}, {0, 1}}));
    request.tasks = 17;
    CHECK(pool.fit(request, t0, t0 + 10s) == std::nullopt);
    request.tasks = 1;
    request.nodes_given = true;  // --nodes=1-5
    CHECK(pool.fit(request, t0, t0 + 10s) == numbers({{1, 3}, {0, 2}}));
}

TEST_CASE("a request of several classes starts when together they have enough for its whole limit") {
    ClassPool pool{std::vector<std::uint32_t>{2, 2}};
    pool.take(numbers({{0, 2}}), t0, t0 + 10s);
    pool.take(numbers({{1, 1}}), t0 + 15s, t0 + 30s);
    const auto request = wanting(4, 5s, {{0, 1}, {1, 1}});
    CHECK(pool.earliest(request, 5s, t0, kNever)->start == t0 + 10s);
    CHECK(pool.earliest(request, 6s, t0, kNever)->start == t0 + 30s);
    CHECK_FALSE(pool.earliest(request, 6s, t0, t0 + 29s).has_value());
    pool.give_back(numbers({{1, 1}}), t0 + 15s, t0 + 30s);
    CHECK(pool.earliest(request, 6s, t0, kNever)->start == t0 + 10s);
}

/// Every second's free nodes, and jobs put there one after the other.
std::map<JobId, Instant> naive_plan(const std::vector<Request>& jobs, std::uint32_t nodes) {
    std::vector<std::uint32_t> free(400'000, nodes);
    std::map<JobId, Instant> starts;
    for (std::uint32_t i = 0; i < jobs.size(); ++i) {
        const auto length = static_cast<std::size_t>(jobs[i].limit->count());
        std::size_t good = 0, second = 0;
        for (; good < length; ++second) good = free.at(second) >= jobs[i].min_nodes ? good + 1 : 0;
        for (auto s = second - length; s < second; ++s) free[s] -= jobs[i].min_nodes;
        starts[JobId{i + 1}] = t0 + Duration{second - length};
    }
    return starts;
}

TEST_CASE("bounds on starts change no plan of thousands of jobs") {
    constexpr std::uint32_t kNodes = 64, kJobs = 2000;  // the bounds come into use after 256 searches
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        Dice dice{seed};
        std::vector<Request> jobs;
        for (std::uint32_t i = 0; i < kJobs; ++i) {
            const bool like_others = dice.one_in(2);
            jobs.push_back(wanting(like_others ? 1 << dice.below(7) : dice.between(1, kNodes),
                                   like_others ? Duration{20} : Duration{dice.between(1, dice.one_in(2) ? 30 : 200)}));
        }
        PlanRules rules;
        rules.promises = PlanRules::kAll;
        QueuePlanner planner{rules, PoolOwner{std::make_unique<ClassPool>(std::vector{kNodes})}};
        for (std::uint32_t i = 0; i < kJobs; ++i) planner.enqueue({0, 0, t0, JobId{i + 1}}, jobs[i], jobs[i].limit);
        const auto expected = naive_plan(jobs, kNodes);
        std::map<JobId, Instant> planned;
        for (const auto& start : planner.pass(t0)) planned[start.key.id] = t0;
        for (auto place = planner.queue().begin(); !planner.queue().is_end(place); place = planner.queue().next(place)) {
            planned[planner.queue().at(place).key.id] = planner.queue().at(place).promised;
        }
        REQUIRE(planned == expected);
    }
}

TEST_CASE("a bound is the latest start of a job that is no larger") {
    StartBounds bounds;
    CHECK(bounds.bound(4, 10s) == Instant::min());
    bounds.record(4, 10s, t0 + 100s);
    bounds.record(2, 50s, t0 + 70s);
    CHECK(bounds.bound(4, 10s) == t0 + 100s);
    CHECK(bounds.bound(5, 11s) == t0 + 100s);
    CHECK(bounds.bound(8, {}) == t0 + 100s);
    CHECK(bounds.bound(3, 60s) == t0 + 70s);
    CHECK(bounds.bound(3, 10s) == Instant::min());
    CHECK(bounds.bound(4, 9s) == Instant::min());
}

}  // namespace
}  // namespace sluice::engine::testing
