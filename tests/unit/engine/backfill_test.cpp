// SPDX-License-Identifier: Apache-2.0
//
// Who starts when, to the second.
#include <catch2/catch.hpp>

#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

ClusterConfig with_policy(ClusterConfig config, PlanPolicy policy, std::uint32_t reservations = 1) {
    config.scheduling.policy = policy;
    config.scheduling.reservations = reservations;
    return config;
}

JobSpec on(JobSpec spec, std::vector<std::string> node_list) {
    spec.node_list = std::move(node_list);
    return spec;
}

JobSpec in(JobSpec spec, std::vector<std::string> partitions) {
    spec.partitions = std::move(partitions);
    return spec;
}

JobSpec with_memory(JobSpec spec, Mebibytes memory) {
    spec.memory_per_node = memory;
    return spec;
}

JobSpec with_gpus(JobSpec spec, std::uint32_t count) {
    spec.gres_per_node = {{"gpu", "", count}};
    return spec;
}

/// What all these cases have in common: `first` runs for an hour, `head` cannot start before it ends, and
/// `filler` would fit beside `first`.
void check_hole(const ClusterConfig& config, const JobSpec& first, const JobSpec& head, JobSpec filler) {
    World w{config};
    w.submit(first);
    const auto blocked = w.submit(head);
    w.schedule();
    REQUIRE(w.promise_of(blocked) == 60min);
    CHECK(w.job(blocked).reason == Reason::resources);

    SECTION("it ends when the blocked job may start") {
        filler.time_limit = 60min;
        const auto passing = w.submit(filler);
        w.schedule();
        CHECK(w.start_of(passing) == 0s);
        CHECK(w.promise_of(blocked) == 60min);
        w.advance_to(60min);
        CHECK(w.start_of(blocked) == 60min);
    }
    SECTION("one second longer would delay the blocked job") {
        filler.time_limit = 60min + 1s;
        const auto waiting = w.submit(filler);
        w.schedule();
        CHECK_FALSE(w.runs(waiting));
        CHECK(w.job(waiting).reason == Reason::priority);
        w.advance_to(60min);
        CHECK(w.start_of(blocked) == 60min);
    }
}

TEST_CASE("a later job fills the hole before a wide job that waits for whole nodes") {
    // Two nodes. The first job has n1 for an hour, the wide one needs both, n2 is the hole.
    check_hole(cluster_of(2), whole(1, 60min), whole(2, 30min), whole(1, 60min));
}

TEST_CASE("a later job fills the hole in the cores of a shared node") {
    check_hole(cluster_of(1, node_of(4)), tasks(3, 60min), tasks(4, 30min), tasks(1, 60min));
}

TEST_CASE("a later job fills the hole in the memory of a shared node") {
    check_hole(cluster_of(1, node_of(4, 16_G)), with_memory(tasks(1, 60min), 12_G),
               with_memory(tasks(1, 30min), 16_G), with_memory(tasks(1, 60min), 4_G));
}

TEST_CASE("a later job fills the hole in the GPUs of a shared node") {
    auto like = node_of(8);
    like.gres = {{"gpu", "", 4}};
    check_hole(cluster_of(1, like), with_gpus(tasks(1, 60min), 3), with_gpus(tasks(1, 30min), 4),
               with_gpus(tasks(1, 60min), 1));
}

TEST_CASE("a later job shares the node that an exclusive job waits for") {
    check_hole(cluster_of(1), tasks(1, 60min), whole(1, 30min), tasks(1, 60min));
}

TEST_CASE("a long job may pass if it takes only what the promise leaves over") {
    // Four nodes; two are taken for an hour; the head needs three then, so one node is over for ever.
    World w{cluster_of(4)};
    w.submit(whole(2, 60min));
    const auto head = w.submit(whole(3, 60min));
    const auto beside = w.submit(whole(1, 1000h));
    const auto too_many = w.submit(whole(1, 1000h));
    w.schedule();
    CHECK(w.start_of(beside) == 0s);
    CHECK_FALSE(w.runs(too_many));
    CHECK(w.promise_of(head) == 60min);
    w.advance_to(60min);
    CHECK(w.start_of(head) == 60min);
}

TEST_CASE("a promise names a time, not nodes") {
    // n3 is the lightest, so the head is promised n3 and one of the others; it can do without n3.
    auto config = cluster_of(3);
    config.nodes[0].weight = config.nodes[1].weight = 5;
    World w{config};
    w.submit(on(whole(2, 60min), {"n1", "n2"}));
    const auto head = w.submit(whole(2, 60min));
    w.schedule();
    REQUIRE(w.promise_of(head) == 60min);
    REQUIRE(w.job(head).planned_nodes == std::vector<std::string>{"n1", "n3"});

    SECTION("a long job takes a promised node and the promise moves") {
        const auto passing = w.submit(on(whole(1, 1000h), {"n3"}));
        w.schedule();
        CHECK(w.start_of(passing) == 0s);
        CHECK(w.job(head).planned_nodes == std::vector<std::string>{"n1", "n2"});
        w.advance_to(60min);
        CHECK(w.start_of(head) == 60min);
        CHECK(w.nodes_of(head) == "n[1-2]");
    }
    SECTION("but not if the promise cannot move") {
        World two{with_policy(config, PlanPolicy::easy, 2)};
        two.submit(on(whole(2, 60min), {"n1", "n2"}));
        const auto first = two.submit(whole(2, 60min));
        const auto second = two.submit(whole(1, 60min + 1s));
        const auto third = two.submit(on(whole(1, 60min + 1s), {"n3"}));
        two.schedule();
        CHECK(two.runs(second));
        CHECK_FALSE(two.runs(third));
        CHECK(two.promise_of(first) == 60min);
    }
}

TEST_CASE("how many promises there are decides who may pass whom") {
    // Four nodes, three taken for an hour. The head and the next each want two nodes after that hour; a job
    // of two hours on the fourth node delays the next one, not the head.
    const auto starts_at_once = [](PlanPolicy policy, std::uint32_t reservations, Duration limit) {
        World w{with_policy(cluster_of(4), policy, reservations)};
        w.submit(whole(3, 60min));
        const auto head = w.submit(whole(2, 60min));
        const auto next = w.submit(whole(2, 60min));
        const auto later = w.submit(whole(1, limit));
        w.schedule();
        const bool started = w.runs(later);
        w.advance_to(60min);
        CHECK(w.start_of(head) == 60min);
        CHECK(w.runs(next) == (policy == PlanPolicy::fcfs || !started || limit <= 60min));
        return started;
    };
    CHECK(starts_at_once(PlanPolicy::easy, 1, 60min + 1s));
    CHECK_FALSE(starts_at_once(PlanPolicy::easy, 2, 60min + 1s));
    CHECK(starts_at_once(PlanPolicy::easy, 2, 60min));
    CHECK_FALSE(starts_at_once(PlanPolicy::conservative, 1, 60min + 1s));
    CHECK(starts_at_once(PlanPolicy::conservative, 1, 60min));
    CHECK_FALSE(starts_at_once(PlanPolicy::fcfs, 1, 1min));
}

TEST_CASE("first come, first served lets nothing pass a job that can start some day") {
    World w{with_policy(cluster_of(2), PlanPolicy::fcfs)};
    w.submit(whole(1, 60min));
    const auto wide = w.submit(whole(2, 60min));
    const auto small = w.submit(whole(1, 1min));
    w.schedule();
    CHECK_FALSE(w.runs(small));
    CHECK(w.job(wide).reason == Reason::resources);
    CHECK(w.job(small).reason == Reason::priority);
    CHECK_FALSE(w.promise_of(wide));
    w.advance_to(60min);
    CHECK(w.start_of(wide) == 60min);
    w.advance_to(120min);
    CHECK(w.start_of(small) == 120min);
}

TEST_CASE("first come, first served does not wait for a job whose nodes are down") {
    World w{with_policy(cluster_of(2), PlanPolicy::fcfs)};
    w.drain("n2");
    const auto wide = w.submit(whole(2, 60min));
    const auto small = w.submit(whole(1, 1min));
    w.schedule();
    CHECK(w.job(wide).reason == Reason::nodes_unavailable);
    CHECK(w.runs(small));
}

TEST_CASE("under conservative backfill every waiting job has a promise") {
    World w{with_policy(cluster_of(1), PlanPolicy::conservative)};
    std::vector<JobId> queue;
    for (int i = 0; i < 5; ++i) queue.push_back(w.submit(whole(1, 10min)));
    w.schedule();
    for (std::size_t i = 1; i < queue.size(); ++i) CHECK(w.promise_of(queue[i]) == i * 10min);
}

TEST_CASE("a promise never moves later because another job ended early") {
    // Two nodes: n1 taken for 10 minutes, n2 for 20. A (both nodes) is promised minute 20, B (one node)
    // minute 10 on n1. When n2 comes free at minute 5, A could start at 10 if B gave way.
    const auto policy = GENERATE(PlanPolicy::conservative, PlanPolicy::easy);
    World w{with_policy(cluster_of(2), policy, 2)};
    w.submit(on(whole(1, 10min), {"n1"}));
    const auto early = w.submit(on(whole(1, 20min), {"n2"}));
    const auto a = w.submit(whole(2, 10min));
    const auto b = w.submit(on(whole(1, 10min), {"n1"}));
    w.schedule();
    REQUIRE(w.promise_of(a) == 20min);
    REQUIRE(w.promise_of(b) == 10min);

    w.advance_to(5min);
    w.end(early);
    CHECK(w.promise_of(b) == 10min);
    CHECK(w.promise_of(a) == 20min);
    w.advance_to(10min);
    CHECK(w.start_of(b) == 10min);
    w.advance_to(20min);
    CHECK(w.start_of(a) == 20min);
}

TEST_CASE("a more important job takes a promised place") {
    World w{with_policy(cluster_of(2), PlanPolicy::easy, 2)};
    w.submit(whole(1, 10min));
    const auto a = w.submit(whole(2, 10min));
    w.schedule();
    REQUIRE(w.promise_of(a) == 10min);
    auto important = whole(1, 20min);
    important.nice = -100;
    const auto b = w.submit(important);
    w.schedule();
    CHECK(w.start_of(b) == 0s);
    CHECK(w.promise_of(a) == 20min);
}

TEST_CASE("an early end lets the promised job start early") {
    World w{cluster_of(2)};
    const auto first = w.submit(whole(1, 60min));
    const auto head = w.submit(whole(2, 60min));
    w.schedule();
    w.advance_to(7min);
    w.end(first);
    CHECK(w.start_of(head) == 7min);
}

TEST_CASE("a job that overruns delays the promise only as long as it really takes") {
    // The daemon of n1 says nothing about the end of the job that has run out of time.
    World w{cluster_of(2)};
    const auto first = w.submit(whole(1, 60min));
    const auto head = w.submit(whole(2, 60min));
    w.schedule();
    w.mute.insert("n1");
    w.advance_to(60min + 10s);
    CHECK(w.job(first).completing);
    CHECK(w.promise_of(head) == 60min);  // it is due

    SECTION("meanwhile nothing that could delay the head may start on the free node") {
        const auto filler = w.submit(whole(1, 10s));
        w.schedule();
        CHECK_FALSE(w.runs(filler));
        w.mute.clear();
        w.end(first, {0, 15});
        CHECK(w.start_of(head) == 60min + 10s);
    }
    SECTION("unless it resists even SIGKILL: then it may do so for as long again") {
        w.advance_to(60min + 30s + 100s);
        const auto too_long = w.submit(whole(1, 101s));
        const auto filler = w.submit(whole(1, 100s));
        w.schedule();
        CHECK_FALSE(w.runs(too_long));
        CHECK(w.runs(filler));
        CHECK(w.promise_of(head) == 60min + 30s + 200s);
    }
}

TEST_CASE("a job being cancelled is expected to end within kill_wait, but not after its limit") {
    World w{cluster_of(2)};
    const auto first = w.submit(whole(1, 60min));
    const auto head = w.submit(whole(2, 60min));
    w.schedule();
    w.mute.insert("n1");
    const auto expected_when_cancelled_at = [&](Duration when) {
        w.advance_to(when);
        w.cancel(first);
        w.schedule();
        return w.promise_of(head);
    };
    SECTION("long before its limit") { CHECK(expected_when_cancelled_at(10min) == 10min + 30s); }
    SECTION("shortly before its limit") { CHECK(expected_when_cancelled_at(60min - 10s) == 60min); }
}

TEST_CASE("no job without an end starts where a waiting job needs one to end") {
    // n1 is taken for good, as far as anybody knows; the wide job waits for it without a date.
    World w{cluster_of(2)};
    auto endless = whole(1, 1min);
    endless.time_limit.reset();
    endless.unlimited_time = true;
    const auto first = w.submit(endless);
    const auto wide = w.submit(whole(2, 60min));
    w.schedule();
    CHECK(w.job(wide).reason == Reason::resources);
    CHECK_FALSE(w.promise_of(wide));

    const auto second = w.submit(endless);
    const auto bounded = w.submit(whole(1, 1000h));
    w.schedule();
    CHECK_FALSE(w.runs(second));
    CHECK(w.runs(bounded));
    w.end(first);
    CHECK(w.promise_of(wide) == 1000h);
    w.end(bounded);
    CHECK(w.runs(wide));
}

TEST_CASE("a job waits for its begin time") {
    World w{cluster_of(1)};
    auto spec = whole(1, 10min);
    spec.begin = t0 + 30min;
    const auto late = w.submit(spec);
    w.schedule();
    CHECK(w.job(late).reason == Reason::begin_time);
    CHECK(w.job(late).eligible == t0 + 30min);

    SECTION("and starts at it, although nothing else happens") {
        CHECK(w.engine.next_wake() == t0 + 30min);
        w.advance_to(30min - 1s);
        CHECK_FALSE(w.runs(late));
        w.advance_to(30min);
        CHECK(w.start_of(late) == 30min);
    }
    SECTION("others run in the meantime, even beyond it") {
        const auto other = w.submit(whole(1, 60min));
        w.schedule();
        CHECK(w.runs(other));
    }
}

TEST_CASE("a held job waits until it is released") {
    World w{cluster_of(1)};
    auto spec = whole(1, 10min);
    spec.hold = true;
    const auto held = w.submit(spec);
    const auto other = w.submit(whole(1, 10min));
    w.schedule();
    CHECK(w.job(held).priority == 0);
    CHECK(w.job(held).reason == Reason::held_by_user);
    CHECK(w.runs(other));
    CHECK(w.order(held, JobOrder::release).code == Errc::none);
    CHECK(w.job(held).priority > 0);
    w.end(other);
    CHECK(w.runs(held));
}

TEST_CASE("a promised job that is held gives its place away") {
    World w{cluster_of(2)};
    w.submit(whole(1, 60min));
    const auto head = w.submit(whole(2, 60min));
    const auto long_one = w.submit(whole(1, 1000h));
    w.schedule();
    REQUIRE_FALSE(w.runs(long_one));
    w.order(head, JobOrder::hold);
    w.schedule();
    CHECK(w.runs(long_one));
    CHECK_FALSE(w.promise_of(head));
    CHECK(w.job(head).planned_nodes.empty());
}

TEST_CASE("only an administrator releases what an administrator holds") {
    World w{cluster_of(1)};
    const auto job = w.submit(whole(1, 10min));
    CHECK(w.order(job, JobOrder::hold, kBob).code == Errc::permission_denied);
    CHECK(w.order(job, JobOrder::hold, kRoot).code == Errc::none);
    w.schedule();
    CHECK(w.job(job).reason == Reason::held_by_admin);
    CHECK(w.order(job, JobOrder::release).code == Errc::permission_denied);
    CHECK(w.order(job, JobOrder::hold).code == Errc::none);  // no way around it
    CHECK(w.order(job, JobOrder::release).code == Errc::permission_denied);
    CHECK(w.order(job, JobOrder::release, kRoot).code == Errc::none);
    w.schedule();
    CHECK(w.runs(job));
}

TEST_CASE("a higher tier goes first on nodes that two partitions share") {
    auto config = cluster_of(2);
    add_partition(config, "urgent", "n[1-2]").priority_tier = 2;
    World w{config};
    const auto running = w.submit(whole(2, 10min));
    w.schedule();
    const auto normal = w.submit(whole(2, 10min));
    const auto urgent = w.submit(in(whole(2, 10min), {"urgent"}));
    w.schedule();
    CHECK(w.promise_of(urgent) == 10min);
    w.end(running);
    CHECK(w.runs(urgent));
    CHECK_FALSE(w.runs(normal));
}

TEST_CASE("a job keeps to the nodes of its partition") {
    auto config = cluster_of(4);
    add_partition(config, "half", "n[3-4]");
    World w{config};
    const auto first = w.submit(in(whole(2, 10min), {"half"}));
    const auto second = w.submit(in(whole(1, 10min), {"half"}));
    const auto third = w.submit(whole(2, 10min));
    w.schedule();
    CHECK(w.nodes_of(first) == "n[3-4]");
    CHECK_FALSE(w.runs(second));
    CHECK(w.nodes_of(third) == "n[1-2]");
}

TEST_CASE("a job that names two partitions starts in the first that has room") {
    auto config = cluster_of(2);
    add_partition(config, "left", "n1");
    add_partition(config, "right", "n2").max_time = 30min;
    World w{config};
    const auto first = w.submit(in(whole(1, 20min), {"left", "right"}));
    const auto second = w.submit(in(whole(1, 10min), {"left", "right"}));
    const auto third = w.submit(in(whole(1, 10min), {"left", "right"}));
    const auto never_right = w.submit(in(whole(1, 40min), {"left", "right"}));
    w.schedule();
    CHECK(w.job(first).partition == "left");
    CHECK(w.job(second).partition == "right");
    CHECK(w.job(third).partition == "left");
    CHECK(w.promise_of(third) == 10min);  // where it is sooner, not where it was named first
    w.advance_to(10min);
    CHECK(w.job(third).partition == "right");
    w.advance_to(20min);
    CHECK(w.job(never_right).partition == "left");
    CHECK(w.runs(never_right));

    SECTION("and waits again for both when it is requeued") {
        w.order(third, JobOrder::requeue);
        CHECK(w.job(third).partition == "left");
        w.schedule();
        CHECK(w.job(third).partition == "right");  // the other is taken
    }
}

TEST_CASE("a partition that is down starts nothing") {
    auto config = cluster_of(2);
    add_partition(config, "other", "n2");
    World w{config};
    ChangePartition change;
    change.partition = "batch";
    change.state = PartitionState::down;
    w.apply(change);
    const auto waiting = w.submit(whole(1, 10min));
    const auto other = w.submit(in(whole(1, 10min), {"batch", "other"}));
    w.schedule();
    CHECK(w.job(waiting).reason == Reason::partition_down);
    CHECK(w.nodes_of(other) == "n2");
    CHECK(w.job(other).partition == "other");

    SECTION("until it is up again") {
        change.state = PartitionState::up;
        w.apply(change);
        w.schedule();
        CHECK(w.runs(waiting));
    }
    SECTION("and promises nothing: a job with another partition is promised a start there") {
        const auto both = w.submit(in(whole(1, 10min), {"batch", "other"}));
        w.schedule();
        CHECK(w.promise_of(both) == 10min);
        CHECK(w.job(both).planned_nodes == std::vector<std::string>{"n2"});
    }
    SECTION("an inactive one neither starts nor accepts") {
        change.state = PartitionState::inactive;
        w.apply(change);
        w.schedule();
        CHECK(w.job(waiting).reason == Reason::partition_inactive);
        CHECK(w.refusal(whole(1, 10min)).code == Errc::partition_down);
        const auto both = w.submit(in(whole(1, 10min), {"batch", "other"}));
        w.schedule();
        CHECK_FALSE(w.runs(both));  // n2 is taken, n1 is idle but inactive
    }
    SECTION("a draining one starts what waits and accepts nothing") {
        change.state = PartitionState::drain;
        w.apply(change);
        w.schedule();
        CHECK(w.runs(waiting));
        CHECK(w.refusal(whole(1, 10min)).code == Errc::partition_down);
    }
}

TEST_CASE("a limit that a partition no longer allows is a reason to wait") {
    auto config = cluster_of(2);
    World w{config};
    w.drain("n1");
    w.drain("n2");
    const auto job = w.submit(whole(1, 60min));
    auto by_default = whole(1, 1min);
    by_default.time_limit.reset();
    const auto unlimited = w.submit(by_default);
    CHECK_FALSE(w.job(unlimited).time_limit);
    ChangePartition change;
    change.partition = "batch";
    change.max_time = 30min;
    w.apply(change);
    w.apply(OrderNode{"n1", NodeOrder::resume, "", kRoot});
    w.apply(OrderNode{"n2", NodeOrder::resume, "", kRoot});
    w.schedule();
    CHECK(w.job(job).reason == Reason::partition_time_limit);
    CHECK(w.job(unlimited).time_limit == 30min);
    CHECK(w.runs(unlimited));
    change.max_time = 60min;
    w.apply(change);
    w.schedule();
    CHECK(w.runs(job));
}

TEST_CASE("equal jobs start in the order of their submission, nicer ones later") {
    World w{cluster_of(1)};
    auto nice = whole(1, 10min);
    nice.nice = 100;
    const auto last = w.submit(nice);
    std::vector<JobId> order{w.submit(whole(1, 10min)), w.submit(whole(1, 10min)), w.submit(whole(1, 10min))};
    order.push_back(last);
    w.schedule();
    w.advance_to(40min);
    for (std::size_t i = 0; i < order.size(); ++i) CHECK(w.start_of(order[i]) == i * 10min);
}

TEST_CASE("nodes that are drained or silent take no job and keep no promise") {
    World w{cluster_of(3)};
    w.submit(on(whole(2, 60min), {"n1", "n2"}));
    const auto head = w.submit(whole(2, 60min));
    w.schedule();
    CHECK(w.promise_of(head) == 60min);
    w.apply(NodeSilent{"n3"});
    w.schedule();
    CHECK(w.job(head).planned_nodes == std::vector<std::string>{"n1", "n2"});
    const auto small = w.submit(whole(1, 1min));
    w.schedule();
    CHECK_FALSE(w.runs(small));
    w.drain("n2");
    w.schedule();
    CHECK(w.job(head).reason == Reason::nodes_unavailable);
    CHECK_FALSE(w.promise_of(head));
    w.register_node("n3");
    w.schedule();
    CHECK(w.promise_of(head) == 60min);
}

}  // namespace
}  // namespace sluice::engine::testing
