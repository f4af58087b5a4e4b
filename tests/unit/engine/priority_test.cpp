// SPDX-License-Identifier: Apache-2.0
//
// Multifactor priority and fair share.
#include "scheduler/engine/accounting/priority.hpp"
#include "tests/unit/engine/accounting_world.hpp"

using namespace sluice;
using namespace sluice::engine;
using namespace sluice::engine::testing;

namespace {

/// One node of four cores that a job of another user holds for a day, so that everything else waits.
World busy(ClusterConfig config) {
    World world{std::move(config)};
    world.submit(by("carol", whole(static_cast<std::uint32_t>(world.engine.state().nodes().size()), 24h)));
    world.schedule();
    return world;
}

std::uint32_t priority(const World& world, JobId job) { return world.job(job).priority; }

}  // namespace

TEST_CASE("without weights the order is that of submission, and nice moves it", "[priority]") {
    auto world = busy(cluster_of(1));
    const auto first = world.submit(tasks(1, 1h));
    const auto second = world.submit(tasks(1, 1h));
    CHECK(priority(world, first) == priority(world, second) + 1);
    auto nice = tasks(1, 1h);
    nice.nice = 100;
    CHECK(priority(world, world.submit(nice)) == priority(world, second) - 101);
}

TEST_CASE("age counts up to its maximum, from when the job could start", "[priority]") {
    auto config = cluster_of(1);
    config.priority.weight_age = 1000;
    config.priority.max_age = 10h;
    auto world = busy(config);
    const auto job = world.submit(tasks(1, 1h));
    auto late = tasks(1, 1h);
    late.begin = t0 + 5h;
    const auto later = world.submit(late);
    CHECK(priority(world, job) == 1);  // never 0: that means held
    world.advance_to(5h);
    CHECK(priority(world, job) >= 490);
    CHECK(priority(world, job) <= 500);
    CHECK(priority(world, later) == 1);
    world.advance_to(20h);
    CHECK(priority(world, job) == 1000);
    CHECK(priority(world, later) == 1000);
}

TEST_CASE("a job that waits for another does not age", "[priority]") {
    auto config = cluster_of(1);
    config.priority.weight_age = 1000;
    auto world = busy(config);
    const auto job = world.submit(tasks(1, 1h));
    auto after = tasks(1, 1h);
    after.dependency = "afterok:" + std::to_string(job.value());
    const auto dependent = world.submit(after);
    world.advance_to(10h);
    CHECK(priority(world, job) > 50);
    CHECK(priority(world, dependent) == 1);
}

TEST_CASE("size, partition, QOS and nice have their weights", "[priority]") {
    auto config = with_accounts(cluster_of(4), {});
    config.priority.weight_job_size = 1000;
    config.priority.weight_partition = 100;
    config.priority.weight_qos = 10;
    config.partitions.front().priority_job_factor = 2;
    add_partition(config, "slow", "n[1-4]").priority_job_factor = 1;
    add_qos(config, "gold").priority = 50;
    add_qos(config, "iron").priority = 5;
    auto world = busy(config);
    const auto all = whole(4, 1h), half = whole(2, 1h);
    CHECK(priority(world, world.submit(by("alice", all))) == 1100);
    CHECK(priority(world, world.submit(by("alice", half))) == 600);
    auto slow = by("alice", half, "", "gold");
    slow.partitions = {"slow"};
    CHECK(priority(world, world.submit(slow)) == 560);
    slow.qos = "iron";
    slow.nice = 61;
    CHECK(priority(world, world.submit(slow)) == 490);
    slow.nice = 10'000;
    CHECK(priority(world, world.submit(slow)) == 1);
    config.priority.favor_small = true;
    auto small = busy(config);
    CHECK(priority(small, small.submit(by("alice", all))) == 100);
}

TEST_CASE("an asked priority stays, release takes it back, and hold is 0", "[priority]") {
    auto config = cluster_of(1);
    config.priority.weight_job_size = 1000;
    auto world = busy(config);
    const auto job = world.submit(tasks(4, 1h));
    CHECK(priority(world, job) == 1000);
    ChangeJob change;
    change.job = job;
    change.by = kRoot;
    change.priority = 77;
    REQUIRE(world.apply(change).answer);
    world.advance(2h);
    CHECK(priority(world, job) == 77);
    CHECK(world.order(job, JobOrder::hold).code == Errc::none);
    world.advance(1h);
    CHECK(priority(world, job) == 0);
    CHECK(world.order(job, JobOrder::release).code == Errc::none);
    CHECK(priority(world, job) == 1000);
}

TEST_CASE("a job that has aged passes one that was ahead of it, at a whole interval", "[priority]") {
    auto config = cluster_of(1);
    config.priority.weight_age = 1'000'000;
    config.priority.max_age = 240h;
    config.priority.interval = 1h;
    auto world = busy(config);
    auto later = tasks(4, 1h);
    later.nice = -20'000;
    const auto old = world.submit(tasks(4, 1h));
    world.advance_to(1h);
    const auto young =
        world.submit(later);  // ahead by its nice value, as long as it is the younger by little
    world.schedule();
    CHECK(priority(world, young) > priority(world, old));
    world.advance_to(30h);
    CHECK(world.start_of(young).has_value());
    CHECK(world.start_of(old).has_value());
    CHECK(*world.start_of(young) < *world.start_of(old));
}

TEST_CASE("usage is charged to the association, decays, and is the account's too", "[fairshare]") {
    auto config = with_accounts(cluster_of(1), {});
    config.priority.half_life = 10h;
    World world{config};
    world.schedule();
    const auto job = world.submit(by("alice", tasks(2, 1h)));
    world.schedule();
    world.advance(30min);
    world.end(job);
    world.schedule();
    world.advance(5min);
    const auto raw = [&](AssociationKey key) {
        return world.engine.state().fair_share().standings().at(key).raw_usage;
    };
    CHECK(raw({"physics", "alice", ""}) == Approx(3600).epsilon(0.04));
    CHECK(raw({"science", "", ""}) == Approx(raw({"physics", "alice", ""})));
    CHECK(raw({"physics", "bob", ""}) == 0);
    const auto before = raw({"physics", "alice", ""});
    const auto later =
        world.submit(by("alice", tasks(1, 1min)));  // something must happen for time to be looked at
    world.advance(10h);
    world.end(later);
    world.submit(by("bob", tasks(1, 1h)));
    world.schedule();
    CHECK(raw({"physics", "alice", ""}) == Approx(before / 2).epsilon(0.03));
}

TEST_CASE("a suspended job is charged for the time in which it ran, and no more", "[fairshare]") {
    auto config = with_accounts(cluster_of(1), {});
    config.priority.half_life = Duration::max();
    config.priority.interval = 10min;
    World world{config};
    const auto of_interval = [&] { return world.now.time_since_epoch() % config.priority.interval; };
    world.advance(config.priority.interval - of_interval());
    const auto job = world.submit(by("alice", tasks(1, 10h)));
    world.schedule();
    const auto charged_after = [&](Duration wait) {
        world.advance(wait);
        const auto usage = world.engine.state().fair_share().usage_of({"physics", "alice", ""});
        return usage ? usage->raw : 0;
    };
    CHECK(charged_after(2min) == 0);  // at the end of the interval, or when it stops
    world.order(job, JobOrder::suspend, kRoot);
    CHECK(charged_after(0s) == Approx(120));
    CHECK(charged_after(13min) == Approx(120));  // five minutes into an interval
    world.order(job, JobOrder::resume, kRoot);
    CHECK(charged_after(1min) == Approx(120));
    world.order(job, JobOrder::suspend, kRoot);
    CHECK(charged_after(1min) == Approx(180));
    world.order(job, JobOrder::resume, kRoot);
    CHECK(charged_after(5min) == Approx(180 + 3 * 60));  // up to the end of the interval
}

TEST_CASE("billing weights and the QOS's usage factor count", "[fairshare]") {
    auto config = with_accounts(cluster_of(1), {});
    config.partitions.front().tres_billing_weights = parse_weights("cpu=1,mem=0.5G").value();
    add_qos(config, "cheap").usage_factor = 0.5;
    World world{config};
    world.schedule();
    auto spec = by("alice", tasks(2, 1h), "", "cheap");
    spec.memory_per_node = 4_G;
    const auto job = world.submit(spec);
    world.schedule();
    world.advance(1000s);
    world.end(job);
    world.schedule();
    world.advance(10min);
    world.submit(by("bob", tasks(1, 1h)));
    world.schedule();
    const auto& standings = world.engine.state().fair_share().standings();
    CHECK(standings.at({"physics", "alice", ""}).raw_usage ==
          Approx(1000 * (2 + 0.5 * 4) * 0.5).epsilon(0.01));
}

TEST_CASE("fair tree ranks users by the level of their accounts first", "[fairshare]") {
    // science has two accounts of equal shares. physics has used three times as much as chemistry.
    const Accounts accounts{with_accounts(cluster_of(1)).accounting};
    const std::map<AssociationKey, double> usage{{{"physics", "alice", ""}, 70},
                                                 {{"physics", "bob", ""}, 5},
                                                 {{"chemistry", "bob", ""}, 20},
                                                 {{"chemistry", "carol", ""}, 5}};
    const auto standings = fair_share(accounts, usage, FairShareRule::fair_tree);
    const auto factor = [&](std::string account, std::string user) {
        return standings.at({account, user, ""}).fair_share;
    };
    // root's own user has used nothing and comes first of five.
    CHECK(factor("root", "root") == Approx(1.0));
    CHECK(factor("chemistry", "carol") == Approx(0.8));
    CHECK(factor("chemistry", "bob") == Approx(0.6));
    CHECK(factor("physics", "bob") == Approx(0.4));
    CHECK(factor("physics", "alice") == Approx(0.2));
    CHECK(standings.at({"chemistry", "", ""}).level_fair_share == Approx(0.5 / 0.25));
}

TEST_CASE("users who stand equal get the same rank", "[fairshare]") {
    const Accounts accounts{with_accounts(cluster_of(1)).accounting};
    const auto standings = fair_share(accounts, {}, FairShareRule::fair_tree);
    for (const auto& [key, standing] : standings) {
        if (key.account == "physics" && !key.user.empty()) CHECK(standing.fair_share == Approx(0.8));
    }
}

TEST_CASE("classic fair share is a half for who has used just the share", "[fairshare]") {
    const Accounts accounts{with_accounts(cluster_of(1)).accounting};
    const auto none = fair_share(accounts, {}, FairShareRule::classic);
    CHECK(none.at({"physics", "alice", ""}).fair_share == Approx(1.0));
    const auto some = fair_share(accounts, {{{"physics", "alice", ""}, 10}}, FairShareRule::classic);
    CHECK(some.at({"physics", "alice", ""}).fair_share < 0.5);
    CHECK(some.at({"chemistry", "carol", ""}).fair_share > some.at({"physics", "bob", ""}).fair_share);
}

TEST_CASE("who has used less goes first", "[fairshare]") {
    auto config = with_accounts(cluster_of(1), {});
    config.priority.weight_fair_share = 1000;
    config.priority.interval = 1min;
    World world{config};
    world.schedule();
    const auto greedy = world.submit(by("alice", tasks(4, 2h)));
    world.schedule();
    world.advance(1h);
    const auto more = world.submit(by("alice", tasks(4, 1h)));
    const auto first = world.submit(by("carol", tasks(4, 1h)));
    CHECK(priority(world, first) > priority(world, more));
    world.end(greedy);
    world.schedule();
    CHECK(world.runs(first));
    CHECK_FALSE(world.runs(more));
}

TEST_CASE("usage survives a restart", "[fairshare]") {
    const auto config = with_accounts(cluster_of(1), {});
    World world{config};
    world.schedule();
    const auto job = world.submit(by("alice", tasks(2, 2h)));
    world.schedule();
    world.advance(1h);
    const auto& before = world.engine.state().fair_share();
    const auto used = before.usage_of({"physics", "alice", ""});
    REQUIRE(used);
    AccountUsage clock;
    clock.as_of = *before.charged_until();
    World again{config};
    again.now = world.now;
    again.engine.restore(AccountBook{}, {*used, clock});
    again.engine.restore(world.job(job), {world.step(job, kBatchStep)});
    again.schedule();
    CHECK(again.engine.state().fair_share().usage_of({"physics", "alice", ""})->raw == Approx(used->raw));
    again.advance(30min);
    const auto later = again.engine.state().fair_share().usage_of({"physics", "alice", ""})->raw;
    CHECK(later > used->raw + 3000);
    CHECK(later < used->raw + 4200);
}
