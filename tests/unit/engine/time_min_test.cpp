// SPDX-License-Identifier: Apache-2.0
//
// --time-min: the limit is lowered to start sooner, as little as need be and never below what was asked for.
// --switches: a hard limit, until the job has waited for it long enough.
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

JobSpec at_least(JobSpec spec, Duration least) {
    spec.time_min = least;
    return spec;
}

ClusterConfig nodes_of_kind(bool exclusive, std::uint32_t count) {
    auto config = cluster_of(count);
    config.partitions[0].exclusive = exclusive;
    return config;
}

TEST_CASE("a job that may do with less time gets what is left before a promise") {
    World w{nodes_of_kind(GENERATE(false, true), 2)};
    const auto running = w.submit(whole(1, 30min));
    const auto head = w.submit(whole(2, 1h));
    const auto fits = w.submit(at_least(whole(1, 2h), 10min));
    w.schedule();
    CHECK(w.promise_of(head) == 30min);
    REQUIRE(w.runs(fits));
    CHECK(w.job(fits).time_limit == Duration{30min});
    CHECK(w.job(fits).spec.time_limit == Duration{2h});
    w.advance_to(30min);
    CHECK(w.job(fits).state == JobState::timeout);
    CHECK(w.start_of(head) == 30min);
    CHECK(w.job(running).state == JobState::timeout);
}

TEST_CASE("one second more than is left keeps it waiting") {
    World w{nodes_of_kind(GENERATE(false, true), 2)};
    w.submit(whole(1, 30min));
    const auto head = w.submit(whole(2, 1h));
    const auto waits = w.submit(at_least(whole(1, 2h), 30min + 1s));
    w.schedule();
    CHECK_FALSE(w.runs(waits));
    CHECK(w.promise_of(head) == 30min);
}

TEST_CASE("a limit is not lowered where nothing is won by it") {
    World w{nodes_of_kind(GENERATE(false, true), 2)};
    const auto job = w.submit(at_least(whole(2, 2h), 10min));
    w.schedule();
    CHECK(w.job(job).time_limit == Duration{2h});
}

TEST_CASE("a promise to a job that may do with less moves forward, and has its whole limit where it fits") {
    auto config = nodes_of_kind(GENERATE(false, true), 1);
    config.scheduling.policy = PlanPolicy::conservative;
    World w{config};
    const auto first = w.submit(whole(1, 1h));
    w.schedule();
    const auto second = w.submit(whole(1, 1h));
    const auto flexible = w.submit(at_least(whole(1, 5h), 30min));
    w.schedule();
    CHECK(w.promise_of(flexible) == 2h);
    w.end(first);
    w.advance(0s);
    CHECK(w.runs(second));
    CHECK(w.promise_of(flexible) == 1h);
    w.advance_to(1h);
    CHECK(w.job(flexible).time_limit == Duration{5h});
}

TEST_CASE("a job of a reservation that names no limit ends with it") {
    World w{nodes_of_kind(GENERATE(false, true), 2)};
    ReservationWish wanted;
    wanted.name = "r";
    wanted.nodes = "n1";
    wanted.start = t0;
    wanted.duration = 1h;
    wanted.users = "alice";
    REQUIRE(w.apply(CreateReservation{wanted, kRoot}).answer);
    w.advance_to(20min);
    auto spec = whole(1, 1h);
    spec.time_limit.reset();
    spec.reservation = "r";
    spec.user_name = "alice";
    const auto job = w.submit(spec);
    w.schedule();
    REQUIRE(w.runs(job));
    CHECK(w.job(job).time_limit == Duration{40min});
}

JobSpec under(std::uint32_t switches, JobSpec spec, std::optional<Duration> wait = {}) {
    spec.switches = switches;
    spec.switches_wait = wait;
    return spec;
}

TEST_CASE("a limit on switches is kept until its wait runs out") {
    auto config = nodes_of_kind(GENERATE(false, true), 4);
    add_leaves(config, {2, 2});
    World w{config};
    auto one = whole(1, 1h), other = whole(1, 2h);
    one.node_list = {"n1"};
    other.node_list = {"n3"};
    w.submit(one);
    w.submit(other);
    w.schedule();
    SECTION("it is promised the first leaf that is free if that comes in time") {
        const auto job = w.submit(under(1, whole(2, 1h), 2h));
        w.schedule();
        CHECK_FALSE(w.runs(job));
        CHECK(w.promise_of(job) == 1h);
        w.advance_to(1h);
        CHECK(w.nodes_of(job) == "n[1-2]");
    }
    SECTION("then any nodes will do") {
        const auto job = w.submit(under(1, whole(2, 1h), 10min));
        w.schedule();
        CHECK_FALSE(w.runs(job));
        CHECK(w.promise_of(job) == 10min);
        w.advance_to(10min - 1s);
        CHECK_FALSE(w.runs(job));
        w.advance_to(10min);
        CHECK(w.nodes_of(job) == "n[2,4]");
    }
    SECTION("an unpromised job starts then too") {
        const auto head = w.submit(whole(4, 1h));
        const auto job = w.submit(under(1, whole(2, 30min), 10min));
        w.schedule();
        CHECK(w.promise_of(head) == 2h);
        CHECK_FALSE(w.runs(job));
        w.advance_to(10min);
        CHECK(w.nodes_of(job) == "n[2,4]");
    }
    SECTION("its nodes are kept for it") {
        const auto job = w.submit(under(1, whole(2, 1h), 2h));
        const auto small = w.submit(whole(1, 1h + 1s));
        w.schedule();
        CHECK(w.promise_of(job) == 1h);
        CHECK(w.nodes_of(small) == "n4");
        const auto another = w.submit(whole(1, 1h + 1s));
        w.schedule();
        CHECK_FALSE(w.runs(another));
        w.advance_to(1h);
        CHECK(w.start_of(job) == 1h);
    }
}

}  // namespace
}  // namespace sluice::engine::testing
