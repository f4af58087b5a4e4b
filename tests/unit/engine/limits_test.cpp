// SPDX-License-Identifier: Apache-2.0
//
// Limits of associations and QOS: what they hold back, and for how long.
#include "scheduler/engine/explain.hpp"
#include "scheduler/model/array.hpp"
#include "tests/unit/engine/accounting_world.hpp"

using namespace sluice;
using namespace sluice::engine;
using namespace sluice::engine::testing;

namespace {

std::size_t running(const World& world) {
    std::size_t count = 0;
    for (const auto& [id, entry] : world.engine.state().jobs())
        count += entry.job.state == JobState::running ? 1 : 0;
    return count;
}

std::vector<JobId> submit(World& world, const JobSpec& spec, int count) {
    std::vector<JobId> jobs;
    for (int i = 0; i < count; ++i) jobs.push_back(world.submit(spec));
    world.schedule();
    return jobs;
}

}  // namespace

TEST_CASE("a user runs no more jobs than the QOS allows, and the next starts when one ends", "[limits]") {
    auto config = with_accounts(cluster_of(4));
    add_qos(config, "normal").limits.max_jobs = 2;
    World world{config};
    const auto jobs = submit(world, by("alice", tasks(1, 1h)), 4);
    CHECK(running(world) == 2);
    CHECK(world.job(jobs[2]).reason == Reason::qos_max_jobs_per_user);
    CHECK(world.engine.state().blocked().contains(jobs[2]));
    SECTION("another user's jobs are counted apart") {
        CHECK(world.runs(submit(world, by("bob", tasks(1, 1h)), 1)[0]));
    }
    SECTION("the end of one lets one in") {
        world.end(jobs[0]);
        world.schedule();
        CHECK(world.runs(jobs[2]));
        CHECK_FALSE(world.runs(jobs[3]));
        CHECK(world.job(jobs[3]).reason == Reason::qos_max_jobs_per_user);
    }
    SECTION("a raised limit does too") {
        QosSpec changed = *world.engine.state().accounts().find_qos("normal");
        changed.limits.max_jobs.reset();
        CHECK(change(world, {{}, {}, {}, {changed}, {}, {}, {}, {}}).error().detail ==
              "QOS normal is named in cluster.yaml; change it there");
    }
}

TEST_CASE("limits hold only where they are enforced", "[limits]") {
    auto config = with_accounts(cluster_of(4), {Enforce::associations});
    add_qos(config, "normal").limits.max_jobs = 1;
    World world{config};
    submit(world, by("alice", tasks(1, 1h)), 3);
    CHECK(running(world) == 3);
}

TEST_CASE("an account's GrpTRES counts what all below it hold", "[limits]") {
    auto config = with_accounts(cluster_of(4));
    own(config, "science").limits.grp_tres = {{"cpu", 5}};
    World world{config};
    const auto first = submit(world, by("alice", tasks(3, 1h)), 1)[0];
    const auto second = submit(world, by("carol", tasks(2, 1h)), 1)[0];
    const auto third = submit(world, by("bob", tasks(1, 1h)), 1)[0];
    CHECK(world.runs(first));
    CHECK(world.runs(second));
    CHECK(world.job(third).reason == Reason::assoc_grp_cpu);
    world.end(second);
    world.schedule();
    CHECK(world.runs(third));
}

TEST_CASE("each resource has its own reason", "[limits]") {
    const auto reason_with = [](auto limit, const JobSpec& spec) {
        auto config = with_accounts(cluster_of(4));
        limit(config, add_qos(config, "normal"));
        World world{config};
        return world.job(submit(world, by("alice", spec), 1)[0]).reason;
    };
    auto big = tasks(2, 2h);
    big.memory_per_node = 2_G;
    const TresList no_cpu{{"cpu", 1}}, no_memory{{"mem", 1024}}, no_node{{"node", 1}};
    CHECK(reason_with([&](auto&, QosSpec& q) { q.limits.grp_tres = no_cpu; }, big) == Reason::qos_grp_cpu);
    CHECK(reason_with([&](auto&, QosSpec& q) { q.limits.grp_tres = no_memory; }, big) ==
          Reason::qos_grp_memory);
    CHECK(reason_with([&](auto&, QosSpec& q) { q.limits.grp_tres = no_node; }, nodes(2, 1h)) ==
          Reason::qos_grp_node);
    CHECK(reason_with([&](auto&, QosSpec& q) { q.limits.grp_jobs = 0; }, big) == Reason::qos_grp_jobs);
    CHECK(reason_with([&](auto&, QosSpec& q) { q.limits.max_tres_per_job = no_cpu; }, big) ==
          Reason::qos_max_cpu_per_job);
    CHECK(reason_with([&](auto&, QosSpec& q) { q.max_tres_per_user = no_memory; }, big) ==
          Reason::qos_max_memory_per_user);
    CHECK(reason_with([&](auto&, QosSpec& q) { q.max_tres_per_account = no_cpu; }, big) ==
          Reason::qos_max_cpu_per_account);
    CHECK(reason_with([&](auto&, QosSpec& q) { q.max_jobs_per_account = 0; }, big) ==
          Reason::qos_max_jobs_per_account);
    CHECK(reason_with(
              [&](auto&, QosSpec& q) {
                  q.min_tres_per_job = {{"cpu", 3}};
              },
              big) == Reason::qos_min_cpu);
    CHECK(reason_with([&](auto&, QosSpec& q) { q.limits.max_wall = 1h; }, big) == Reason::qos_max_wall);
    CHECK(reason_with([&](auto& c, QosSpec&) { own(c, "physics").limits.max_wall = 1h; }, big) ==
          Reason::assoc_max_wall);
    CHECK(reason_with([&](auto& c, QosSpec&) { own(c, "science").limits.max_tres_per_job = no_memory; },
                      big) == Reason::assoc_max_memory_per_job);
    CHECK(reason_with([&](auto& c, QosSpec&) { own(c, "physics").limits.max_jobs = 0; }, big) ==
          Reason::assoc_max_jobs);
    CHECK(reason_with([&](auto& c, QosSpec&) { own(c, "science").limits.grp_jobs = 0; }, big) ==
          Reason::assoc_grp_jobs);
}

TEST_CASE(
    "where several set the same limit, the partition's QOS counts, then the job's, then the association",
    "[limits]") {
    auto config = with_accounts(cluster_of(4));
    own(config, "physics").limits.max_jobs = 1;
    World plain{config};
    submit(plain, by("alice", tasks(1, 1h)), 4);
    CHECK(running(plain) == 1);

    add_qos(config, "normal").limits.max_jobs = 2;
    World with_qos{config};
    submit(with_qos, by("alice", tasks(1, 1h)), 4);
    CHECK(running(with_qos) == 2);

    add_qos(config, "part").limits.max_jobs = 3;
    config.partitions.front().qos = "part";
    World with_partition{config};
    submit(with_partition, by("alice", tasks(1, 1h)), 4);
    CHECK(running(with_partition) == 3);
}

TEST_CASE("MaxJobs of an account is each user's, not the account's", "[limits]") {
    auto config = with_accounts(cluster_of(4));
    own(config, "physics").limits.max_jobs = 1;
    World world{config};
    const auto alice = submit(world, by("alice", tasks(1, 1h)), 2);
    const auto bob = submit(world, by("bob", tasks(1, 1h)), 2);
    CHECK((world.runs(alice[0]) && world.runs(bob[0])));
    CHECK(world.job(alice[1]).reason == Reason::assoc_max_jobs);
    CHECK(world.job(bob[1]).reason == Reason::assoc_max_jobs);
}

TEST_CASE("a submission above MaxSubmitJobs is refused, tasks of arrays counted", "[limits]") {
    auto config = with_accounts(cluster_of(1));
    add_qos(config, "normal").limits.max_submit_jobs = 3;
    World world{config};
    submit(world, by("alice", tasks(1, 1h)), 2);
    auto array = by("alice", tasks(1, 1h));
    array.array.tasks = {{0, 1, 1}};
    const auto error = world.refusal(array);
    CHECK(error.code == Errc::limits_exceeded);
    CHECK(error.detail ==
          "QOS normal allows 3 jobs waiting or running to user alice (MaxSubmitJobs), there are 2");
    CHECK(world.engine.state().jobs().size() == 2);
    submit(world, by("alice", tasks(1, 1h)), 1);
    CHECK(world.refusal(by("alice", tasks(1, 1h))).code == Errc::limits_exceeded);
}

TEST_CASE("DenyOnLimit refuses what could never run", "[limits]") {
    auto config = with_accounts(cluster_of(4));
    auto& qos = add_qos(config, "normal");
    qos.limits.max_wall = 1h;
    qos.deny_on_limit = true;
    World world{config};
    CHECK(world.refusal(by("alice", tasks(1, 2h))).code == Errc::limits_exceeded);
    CHECK(world.runs(submit(world, by("alice", tasks(1, 1h)), 1)[0]));
}

TEST_CASE("a job that asks for no time limit gets what its QOS allows", "[limits]") {
    auto config = with_accounts(cluster_of(4));
    add_qos(config, "normal").limits.max_wall = 1h;
    World world{config};
    auto spec = by("alice", tasks(1, 1h));
    spec.time_limit.reset();
    const auto job = submit(world, spec, 1)[0];
    CHECK(world.runs(job));
    CHECK(world.job(job).time_limit == TimeLimit{1h});
}

TEST_CASE("an array starts as many tasks as the limit has room for", "[limits]") {
    auto config = with_accounts(cluster_of(4));
    add_qos(config, "normal").limits.grp_tres = {{"cpu", 5}};
    World world{config};
    auto array = by("alice", tasks(1, 1h));
    array.array.tasks = {{0, 9, 1}};
    const auto id = submit(world, array, 1)[0];
    CHECK(running(world) == 5);
    CHECK(world.job(id).reason == Reason::qos_grp_cpu);
    world.end(*world.engine.state().holders().begin());
    world.schedule();
    CHECK(running(world) == 5);
}

TEST_CASE("what a job really gets is looked at before it starts", "[limits]") {
    // A job of four tasks may be had on one node or on several; only the nodes that are free decide.
    auto config = with_accounts(cluster_of(4));
    add_qos(config, "normal").limits.grp_tres = {{"node", 1}};
    add_qos(config, "other");
    World world{config};
    std::vector<JobId> fill;
    for (int i = 0; i < 4; ++i) {
        auto spec = by("carol", tasks(3, 1h));
        spec.qos = "other";
        fill.push_back(world.submit(spec));
    }
    world.schedule();
    const auto job = submit(world, by("alice", tasks(4, 1h)), 1)[0];
    CHECK_FALSE(world.runs(job));
    world.end(fill[0]);
    world.schedule();
    CHECK(world.runs(job));
    CHECK(world.job(job).shares.size() == 1);
}

TEST_CASE("an array that was refused what it would get still says so when tasks leave it", "[limits]") {
    auto config = with_accounts(cluster_of(4));
    add_qos(config, "normal").limits.grp_tres = {{"node", 1}};
    add_qos(config, "other");
    World world{config};
    for (int i = 0; i < 4; ++i) {
        auto spec = by("carol", tasks(3, 1h));
        spec.qos = "other";
        world.submit(spec);
    }
    world.schedule();
    auto array = by("alice", tasks(4, 1h));
    array.array.tasks = {{0, 2, 1}};
    const auto id = submit(world, array, 1)[0];
    CHECK(world.job(id).reason == Reason::qos_grp_node);
    CancelJob cancel;
    cancel.job = id;
    cancel.array_tasks = {{1, 1, 1}};
    cancel.by = kRoot;
    world.apply(cancel);
    world.schedule();
    CHECK(count_tasks(world.job(id).array_left) == 2);
    CHECK(world.job(id).reason == Reason::qos_grp_node);
}

TEST_CASE("without an association or with an unknown QOS a job is refused if that is enforced", "[limits]") {
    const auto config = with_accounts(cluster_of(2), {Enforce::associations});
    World world{config};
    const auto error = world.refusal(by("dave", tasks(1, 1h)));
    CHECK(error.code == Errc::invalid_account);
    CHECK(slurm_text(error.code) == "Invalid account or account/partition combination specified");
    CHECK(world.refusal(by("alice", tasks(1, 1h), "chemistry")).code == Errc::invalid_account);
    CHECK(world.refusal(by("alice", tasks(1, 1h), "", "gold")).code == Errc::invalid_qos);
    const auto job = submit(world, by("bob", tasks(1, 1h)), 1)[0];
    CHECK(world.job(job).spec.account == "physics");
    CHECK(world.job(job).spec.qos == "normal");

    World lax{with_accounts(cluster_of(2), {})};
    const auto any = submit(lax, by("dave", tasks(1, 1h), "none", "gold"), 1)[0];
    CHECK(lax.runs(any));
}

TEST_CASE("with qos enforced an association has only its own and inherited QOS", "[limits]") {
    auto config = with_accounts(cluster_of(2), {Enforce::qos});
    add_qos(config, "gold");
    World before{config};
    CHECK(before.refusal(by("alice", tasks(1, 1h), "", "gold")).code == Errc::invalid_qos);
    own(config, "science").qos = {"normal", "gold"};
    own(config, "chemistry").default_qos = "gold";
    World world{config};
    CHECK(world.job(submit(world, by("alice", tasks(1, 1h), "", "gold"), 1)[0]).spec.qos == "gold");
    CHECK(world.job(submit(world, by("carol", tasks(1, 1h)), 1)[0]).spec.qos == "gold");
}

TEST_CASE("a partition takes only the accounts and QOS that it allows", "[limits]") {
    auto config = with_accounts(cluster_of(4), {});
    add_partition(config, "special", "n[1-2]").allow_accounts = {"chemistry"};
    add_partition(config, "silver", "n[1-2]").deny_qos = {"normal"};
    World world{config};
    auto spec = by("bob", tasks(1, 1h));
    spec.partitions = {"special"};
    CHECK(world.refusal(spec).code == Errc::invalid_account);
    spec.account = "chemistry";
    CHECK(world.runs(submit(world, spec, 1)[0]));
    spec.partitions = {"silver"};
    CHECK(world.refusal(spec).code == Errc::invalid_qos);
    spec.partitions = {"silver", "special"};
    CHECK(world.job(submit(world, spec, 1)[0]).partition == "special");
}

TEST_CASE("the explanation names the limit, its value, its user and the jobs that use it", "[limits]") {
    auto config = with_accounts(cluster_of(4));
    add_qos(config, "normal").max_tres_per_user = {{"cpu", 3}};
    World world{config};
    const auto jobs = submit(world, by("alice", tasks(2, 1h)), 2);
    const auto explanation = explain(world.engine.state(), world.engine.planner(), jobs[1], world.now);
    REQUIRE(explanation.blockers.size() == 1);
    const auto& blocker = explanation.blockers.front();
    CHECK(blocker.what ==
          "QOS normal allows cpu=3 to user alice (MaxTRESPerUser), cpu=2 is in use and it wants cpu=2");
    CHECK(blocker.jobs == std::vector{jobs[0]});
    CHECK(blocker.until == t0 + 1h);
    CHECK(world.job(jobs[1]).reason == Reason::qos_max_cpu_per_user);
}

TEST_CASE("a changed account or QOS puts a job under other limits", "[limits]") {
    auto config = with_accounts(cluster_of(4));
    own(config, "physics").limits.grp_jobs = 0;
    World world{config};
    const auto job = submit(world, by("bob", tasks(1, 1h)), 1)[0];
    CHECK(world.job(job).reason == Reason::assoc_grp_jobs);
    ChangeJob moved;
    moved.job = job;
    moved.by = kRoot;
    moved.account = "chemistry";
    CHECK(world.apply(moved).answer);
    world.schedule();
    CHECK(world.runs(job));
    moved.account = "nothing";
    const auto other = submit(world, by("bob", tasks(1, 1h)), 1)[0];
    moved.job = other;
    CHECK(world.apply(moved).answer.error().code == Errc::invalid_account);
}
