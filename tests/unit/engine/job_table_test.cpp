// SPDX-License-Identifier: Apache-2.0
//
// Jobs that sleep are as they were, whoever looks.
#include <catch2/catch.hpp>

#include "scheduler/engine/placement.hpp"
#include "tests/unit/engine/storm.hpp"
#include "tests/unit/engine/world.hpp"

using namespace sluice;
using namespace sluice::engine;
using namespace sluice::engine::testing;

namespace {

/// Two ended, one running, and of those that wait one in the queue, one for another job, one for a time.
struct Mixed {
    World world{cluster_of(1)};
    JobId ended = world.submit(tasks(1, 1h));

    Mixed() {
        world.schedule();
        world.end(ended);
        world.schedule();
        world.submit(whole(1, 1h));
        world.submit(whole(1, 2h));
        auto dependent = tasks(1, 1h);
        dependent.dependency = "afterok:2,singleton";
        world.submit(dependent);
        auto later = tasks(1, 1h);
        later.begin = world.now + 1h;
        world.submit(later);
        world.schedule();
    }
};

}  // namespace

TEST_CASE("a job that has slept is as it was") {
    Mixed mixed;
    auto& world = mixed.world;
    std::vector<JobEntry> awake;
    for (const auto& [id, entry] : world.engine.state().jobs()) awake.push_back(*world.engine.state().find(id));
    REQUIRE(awake.size() == 5);
    world.schedule();  // now they sleep
    for (const auto& before : awake) {
        const auto after = world.engine.state().peek(before.job.id);
        CAPTURE(before.job.id.value());
        REQUIRE(after);
        CHECK(after->job == before.job);
        CHECK(after->request == before.request);
        CHECK(after->steps == before.steps);
        CHECK(after->dependency == before.dependency);
        CHECK(after->singleton == before.singleton);
        CHECK(after->wake == before.wake);
        CHECK(after->key == before.key);
    }
    CHECK_FALSE(awake[3].dependency.empty());
    CHECK(awake[4].wake);
    CHECK(awake[2].key);
}

TEST_CASE("jobs are gone through in the order of their numbers, asleep or awake") {
    Mixed mixed;
    auto& world = mixed.world;
    world.schedule();
    std::vector<JobId> seen;
    for (const auto& [id, entry] : world.engine.state().jobs()) {
        CHECK(entry.job.id == id);
        seen.push_back(id);
        (void)world.engine.state().find(JobId{6 - id.value()});  // whom somebody wakes meanwhile
    }
    CHECK(seen == std::vector{JobId{1}, JobId{2}, JobId{3}, JobId{4}, JobId{5}});
    CHECK(world.engine.state().jobs().size() == 5);
    CHECK_FALSE(world.engine.state().peek(JobId{6}));
}

TEST_CASE("a job that is sent twice is one, also when the first sleeps") {
    World world{cluster_of(1)};
    auto spec = whole(1, 1h);
    spec.submit_key = "once";
    const auto first = world.submit(spec);
    world.schedule();
    CHECK(world.submit(spec) == first);
    CHECK(world.engine.state().jobs().size() == 1);
}

TEST_CASE("what is accepted fits the idle cluster") {
    std::size_t accepted = 0, refused = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Dice dice{seed};
        const auto config = random_cluster(dice);
        ClusterState state{config};
        const auto whole_nodes = [&](NodeIndex index) { return NodeOffer{state.node(index).total, true}; };
        for (int i = 0; i < 20; ++i) {
            const auto request = state.request_for(random_job(dice, config));
            request ? ++accepted : ++refused;
            if (!request) continue;
            CAPTURE(seed, i);
            CHECK(place(**request, state, whole_nodes));
            for (const auto& other : (*request)->elsewhere) CHECK(place(other, state, whole_nodes));
        }
    }
    CHECK(accepted > 1000);
    CHECK(refused > 100);
}
