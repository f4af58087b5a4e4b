// SPDX-License-Identifier: Apache-2.0
//
// Jobs that give way to more important ones, and jobs that are suspended.
#include <csignal>

#include "tests/unit/engine/accounting_world.hpp"

namespace sluice::engine::testing {
namespace {

/// Four nodes of four cores in `batch`, and in `urgent`, whose jobs may take the place of the others'.
ClusterConfig two_tiers(PreemptMode mode, bool exclusive = false) {
    auto config = cluster_of(4);
    add_partition(config, "urgent", "n[1-4]").priority_tier = 2;
    for (auto& partition : config.partitions) partition.exclusive = exclusive;
    config.scheduling.preemption = Preemption::partition;
    config.scheduling.preempt_mode = mode;
    config.scheduling.kill_wait = 30s;
    return config;
}

JobSpec urgent(JobSpec spec) {
    spec.partitions = {"urgent"};
    return spec;
}

TEST_CASE("a running job is requeued for one of a higher tier") {
    World w{two_tiers(PreemptMode::requeue, GENERATE(false, true))};
    const auto low = w.submit(whole(4, 10h));
    w.schedule();
    const auto high = w.submit(urgent(whole(2, 1h)));
    w.schedule();
    CHECK(w.runs(high));
    CHECK(w.job(low).state == JobState::pending);
    CHECK(w.job(low).attempt == Attempt{1});
    const auto ends = w.effects<EndStep>();
    REQUIRE(ends.size() == 1);
    CHECK(ends[0].cause == "DUE TO PREEMPTION");
    w.end(high);
    CHECK(w.runs(low));
}

TEST_CASE("a job that cannot run again, or shall not, is ended as preempted") {
    const auto mode = GENERATE(PreemptMode::cancel, PreemptMode::requeue);
    World w{two_tiers(mode)};
    auto spec = whole(4, 10h);
    spec.requeue = mode == PreemptMode::cancel;
    const auto low = w.submit(spec);
    w.schedule();
    const auto high = w.submit(urgent(whole(1, 1h)));
    w.schedule();
    CHECK(w.job(low).state == JobState::preempted);
    CHECK(w.job(low).reason == Reason::preempted);
    CHECK(w.runs(high));
}

TEST_CASE("the youngest and least important give way, and no more than it takes") {
    auto config = two_tiers(PreemptMode::requeue);
    World w{config};
    std::vector<JobId> low;
    for (int i = 0; i < 4; ++i) {
        low.push_back(w.submit(whole(1, 10h)));
        w.advance(1min);
    }
    const auto high = w.submit(urgent(whole(2, 1h)));
    w.schedule();
    CHECK(w.runs(high));
    CHECK(w.runs(low[0]));
    CHECK(w.runs(low[1]));
    CHECK_FALSE(w.runs(low[2]));
    CHECK_FALSE(w.runs(low[3]));
}

TEST_CASE("who is not in the way is left alone, however unimportant") {
    World w{two_tiers(PreemptMode::requeue)};
    auto elsewhere = tasks(1, 10h);
    elsewhere.node_list = {"n4"};
    const auto in_the_way = w.submit(whole(3, 10h));
    w.advance(1min);
    const auto youngest = w.submit(elsewhere);
    w.schedule();
    auto wanted = urgent(whole(1, 1h));
    wanted.node_list = {"n1"};
    const auto high = w.submit(wanted);
    w.schedule();
    CHECK(w.runs(high));
    CHECK(w.runs(youngest));
    CHECK_FALSE(w.runs(in_the_way));
}

TEST_CASE("nobody gives way to a job that fits anyway, or to an equal") {
    World w{two_tiers(PreemptMode::requeue)};
    const auto low = w.submit(whole(3, 10h));
    w.schedule();
    const auto high = w.submit(urgent(whole(1, 1h)));
    const auto equal = w.submit(whole(2, 1h));
    w.schedule();
    CHECK(w.runs(low));
    CHECK(w.runs(high));
    CHECK_FALSE(w.runs(equal));
    const auto too_large = w.submit(urgent(whole(4, 1h)));
    w.schedule();
    CHECK_FALSE(w.runs(too_large));  // an equal is in the way too
    CHECK(w.runs(low));
}

TEST_CASE("a partition's own mode outranks the cluster's") {
    auto config = two_tiers(PreemptMode::requeue);
    config.partitions[0].preempt_mode = PreemptMode::off;
    World w{config};
    const auto low = w.submit(whole(4, 10h));
    w.schedule();
    w.submit(urgent(whole(1, 1h)));
    w.schedule();
    CHECK(w.runs(low));
}

TEST_CASE("a preempted job has its grace, told by SIGTERM, and nobody else is ended meanwhile") {
    auto config = two_tiers(PreemptMode::cancel);
    config.partitions[0].grace_time = 2min;
    World w{config};
    const auto first = w.submit(whole(2, 10h));
    w.advance(1min);
    const auto second = w.submit(whole(2, 10h));
    w.schedule();
    const auto high = w.submit(urgent(whole(2, 1h)));
    w.schedule();
    CHECK(w.runs(second));
    CHECK(w.effects<SignalStep>().size() == 1);
    w.advance(2min - 1s);
    CHECK(w.runs(second));
    CHECK(w.runs(first));
    w.advance(1s);
    CHECK(w.job(second).state == JobState::preempted);
    CHECK(w.runs(high));
    CHECK(w.runs(first));
}

TEST_CASE("a job that ends within its grace was preempted all the same") {
    auto config = two_tiers(PreemptMode::cancel);
    config.partitions[0].grace_time = 2min;
    World w{config};
    const auto low = w.submit(whole(4, 10h));
    w.schedule();
    const auto high = w.submit(urgent(whole(2, 1h)));
    w.schedule();
    w.end(low, {0, SIGTERM});
    CHECK(w.job(low).state == JobState::preempted);
    CHECK(w.runs(high));
}

TEST_CASE("a job waits rather than preempt when it would start as soon by itself") {
    auto config = two_tiers(PreemptMode::cancel);
    config.partitions[0].grace_time = 5min;
    World w{config};
    const auto low = w.submit(whole(4, 5min));
    w.schedule();
    w.advance(1min);
    const auto high = w.submit(urgent(whole(4, 1h)));
    w.schedule();
    CHECK(w.promise_of(high) == 5min);
    CHECK(w.effects<SignalStep>().empty());
    w.advance_to(5min);
    CHECK(w.start_of(high) == 5min);
    CHECK(w.job(low).state == JobState::timeout);
}

TEST_CASE("a job runs for some time before it may be preempted") {
    auto config = two_tiers(PreemptMode::requeue);
    config.scheduling.preempt_exempt_time = 10min;
    World w{config};
    const auto low = w.submit(whole(4, 10h));
    w.schedule();
    const auto high = w.submit(urgent(whole(1, 1h)));
    w.advance(10min - 1s);
    CHECK(w.runs(low));
    w.advance(1s);
    CHECK(w.runs(high));
}

TEST_CASE("a suspended job goes on when its cores are free, and its limit counts only what it ran") {
    World w{two_tiers(PreemptMode::suspend)};
    const auto low = w.submit(tasks(16, 1h));
    w.schedule();
    w.advance(10min);
    const auto high = w.submit(urgent(tasks(8, 20min)));
    w.schedule();
    REQUIRE(w.runs(high));
    CHECK(w.job(low).state == JobState::suspended);
    const auto stops = w.effects<SuspendStep>();
    REQUIRE(stops.size() == 1);
    CHECK_FALSE(stops[0].resume);
    const auto small = w.submit(tasks(1, 30min));  // would keep it from going on
    const auto short_one = w.submit(tasks(1, 20min));
    w.schedule();
    CHECK_FALSE(w.runs(small));
    CHECK(w.runs(short_one));
    w.advance_to(30min);
    CHECK(w.runs(low));
    CHECK(w.job(low).suspended_for == Duration{20min});
    CHECK(w.effects<SuspendStep>().size() == 2);
    w.advance_to(80min - 1s);
    CHECK(w.runs(low));
    w.advance_to(80min);
    CHECK(w.job(low).state == JobState::timeout);
}

TEST_CASE("a job that was suspended is warned of its end as long before as it asked for") {
    World w{cluster_of(1)};
    auto spec = tasks(4, 1h);
    spec.warning = {SIGUSR1, 5min, false};
    const auto job = w.submit(spec);
    w.schedule();
    w.order(job, JobOrder::suspend, kRoot);
    w.advance(20min);
    w.order(job, JobOrder::resume, kRoot);
    w.advance_to(75min - 1s);
    CHECK_FALSE(w.job(job).warned);
    w.advance_to(75min);
    CHECK(w.job(job).warned);
}

TEST_CASE("by QOS, those give way whom the waiting job's QOS names, the least important first") {
    auto config = with_accounts(cluster_of(3), {});
    config.scheduling.preemption = Preemption::qos;
    config.scheduling.preempt_mode = PreemptMode::requeue;
    add_qos(config, "standby").preempt_mode = QosPreemptMode::cancel;
    add_qos(config, "normal").priority = 10;
    auto& urgent = add_qos(config, "urgent");
    urgent.priority = 100;
    urgent.preempt = {"standby", "normal"};
    World w{config};
    const auto standby = w.submit(by("alice", whole(1, 10h), "", "standby"));
    const auto normal = w.submit(by("alice", whole(1, 10h)));
    const auto equal = w.submit(by("alice", whole(1, 10h), "", "urgent"));
    w.schedule();
    const auto other = w.submit(by("bob", whole(1, 1h)));  // may take nobody's place, nor the room made for others
    w.schedule();
    CHECK_FALSE(w.runs(other));
    const auto first = w.submit(by("bob", whole(1, 1h), "physics", "urgent"));
    w.schedule();
    CHECK(w.job(standby).state == JobState::preempted);
    CHECK(w.runs(normal));
    CHECK(w.runs(first));
    const auto second = w.submit(by("bob", whole(1, 1h), "physics", "urgent"));
    w.schedule();
    CHECK(w.job(normal).state == JobState::pending);
    CHECK(w.runs(second));
    CHECK(w.runs(equal));
    CHECK_FALSE(w.runs(other));
}

TEST_CASE("a QOS may keep its jobs from giving way, or let them end by themselves") {
    auto config = with_accounts(cluster_of(2), {});
    config.scheduling.preemption = Preemption::qos;
    config.partitions[0].preempt_mode = PreemptMode::off;  // is about tiers
    add_qos(config, "safe").preempt_mode = QosPreemptMode::off;
    add_qos(config, "patient").grace_time = 2min;
    add_qos(config, "urgent").preempt = {"safe", "patient"};
    World w{config};
    const auto safe = w.submit(by("alice", whole(1, 10h), "", "safe"));
    const auto patient = w.submit(by("alice", whole(1, 10h), "", "patient"));
    w.schedule();
    const auto high = w.submit(by("bob", whole(2, 1h), "physics", "urgent"));
    w.schedule();
    CHECK(w.runs(patient));  // would not be enough
    CHECK_FALSE(w.job(patient).killed_at);
    const auto narrow = w.submit(by("bob", whole(1, 1h), "physics", "urgent"));
    w.schedule();
    CHECK(w.job(patient).killed_at == w.now + 2min);
    CHECK(w.runs(safe));
    w.advance(2min);
    CHECK(w.runs(narrow));
    CHECK_FALSE(w.runs(high));
}

TEST_CASE("an administrator suspends and resumes a job; others use its cores meanwhile") {
    World w{cluster_of(1)};
    const auto job = w.submit(tasks(4, 1h));
    w.schedule();
    CHECK(w.order(job, JobOrder::suspend, kAlice).code == Errc::permission_denied);
    CHECK(w.order(job, JobOrder::resume, kRoot).code == Errc::not_supported);
    CHECK(w.order(job, JobOrder::suspend, kRoot) == Error{});
    CHECK(w.job(job).state == JobState::suspended);
    const auto other = w.submit(tasks(4, 10min));
    w.schedule();
    CHECK(w.runs(other));
    CHECK(w.order(job, JobOrder::resume, kRoot).code == Errc::nodes_busy);
    w.end(other);
    w.advance(5h);
    CHECK(w.job(job).state == JobState::suspended);
    CHECK(w.order(job, JobOrder::resume, kRoot) == Error{});
    CHECK(w.runs(job));
    w.advance(1h);
    CHECK(w.job(job).state == JobState::timeout);
}

TEST_CASE("a suspended job that is cancelled is woken to hear of it") {
    World w{cluster_of(1)};
    const auto job = w.submit(tasks(4, 1h));
    w.schedule();
    REQUIRE(w.order(job, JobOrder::suspend, kRoot) == Error{});
    w.log.clear();
    w.cancel(job);
    REQUIRE(w.log.size() == 2);
    CHECK(std::get<SuspendStep>(w.log[0]).resume);
    CHECK(std::holds_alternative<EndStep>(w.log[1]));
    w.schedule();
    CHECK(w.job(job).state == JobState::cancelled);
    const auto next = w.submit(tasks(4, 1h));
    w.schedule();
    CHECK(w.runs(next));
}

TEST_CASE("a suspended job is one still after a restart") {
    World w{cluster_of(1)};
    const auto job = w.submit(tasks(4, 1h));
    w.schedule();
    REQUIRE(w.order(job, JobOrder::suspend, kRoot) == Error{});
    const auto other = w.submit(tasks(4, 10min));
    w.schedule();
    World again{cluster_of(1)};
    for (const auto id : {job, other}) again.engine.restore(w.job(id), {w.step(id, kBatchStep)});
    again.schedule();
    CHECK(again.runs(other));
    CHECK(again.job(job).state == JobState::suspended);
    again.end(other);
    CHECK(again.order(job, JobOrder::resume, kRoot) == Error{});
    CHECK(again.runs(job));
}

}  // namespace
}  // namespace sluice::engine::testing
