// SPDX-License-Identifier: Apache-2.0
//
// What becomes of a job from its submission to its being forgotten.
#include <csignal>

#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

StepEnded batch_report(const World& w, JobId job) {
    StepEnded report;
    report.run = w.batch_of(job);
    report.node = w.job(job).shares.at(0).node;
    return report;
}

/// A job that runs on n1 of a cluster of two nodes.
struct Running {
    World w{cluster_of(2)};
    JobId job = w.submit(whole(1, 1h));
    Running() { w.schedule(); }
};

TEST_CASE("a batch job is launched on its first node and ends with its script") {
    World w{cluster_of(3)};
    const auto job = w.submit(whole(2, 1h));
    CHECK(job == JobId{1});
    CHECK(w.job(job).state == JobState::pending);
    CHECK(w.job(job).submitted == t0);
    w.mute.insert("n1");
    w.schedule();
    CHECK(w.job(job).state == JobState::running);
    CHECK(w.job(job).started == t0);
    REQUIRE(w.effects<LaunchStep>().size() == 1);
    CHECK(w.effects<LaunchStep>()[0] == LaunchStep{{job, kBatchStep, Attempt{0}}, "n1", 0});
    CHECK(w.step(job, kBatchStep).state == JobState::running);
    CHECK(w.step(job, kBatchStep).nodes() == std::vector<std::string>{"n1"});
    CHECK_FALSE(w.step(job, kBatchStep).shares[0].started);
    w.apply(StepStarted{w.batch_of(job), "n1", true, ""});
    CHECK(w.step(job, kBatchStep).shares[0].started);

    w.advance_to(10min);
    SECTION("COMPLETED") {
        w.end(job);
        CHECK(w.job(job).state == JobState::completed);
        CHECK(w.job(job).reason == Reason::none);
        CHECK(w.job(job).exit_code == ExitCode{0, 0});
    }
    SECTION("FAILED with its exit code") {
        w.end(job, {7, 0});
        CHECK(w.job(job).state == JobState::failed);
        CHECK(w.job(job).reason == Reason::non_zero_exit);
        CHECK(w.job(job).exit_code == ExitCode{7, 0});
    }
    SECTION("FAILED by a signal") {
        w.end(job, {0, SIGSEGV});
        CHECK(w.job(job).state == JobState::failed);
        CHECK(w.job(job).exit_code == ExitCode{0, SIGSEGV});
    }
    SECTION("OUT_OF_MEMORY, even if the script says all is well") {
        auto report = batch_report(w, job);
        report.out_of_memory = true;
        w.apply(report);
        CHECK(w.job(job).state == JobState::out_of_memory);
        CHECK(w.job(job).reason == Reason::out_of_memory);
        CHECK(w.job(job).exit_code == ExitCode{0, 125});
        CHECK(w.step(job, kBatchStep).state == JobState::out_of_memory);
    }
    CHECK_FALSE(w.job(job).completing);
    CHECK(w.job(job).ended == t0 + 10min);
    CHECK(w.step(job, kBatchStep).ended == t0 + 10min);
    CHECK(w.job(job).shares.size() == 2);  // kept for accounting
    CHECK(w.engine.state().holders().empty());
    for (const auto& node : w.engine.state().nodes()) CHECK(node.free == node.total);
}

TEST_CASE("job numbers count up and are never used twice") {
    World w{cluster_of(1)};
    CHECK(w.submit(whole(1, 1h)) == JobId{1});
    CHECK(w.refusal(whole(2, 1h)).code == Errc::node_count);
    CHECK(w.submit(whole(1, 1h)) == JobId{2});
    w.engine.restore_next_job_id(JobId{100});
    CHECK(w.submit(whole(1, 1h)) == JobId{100});
}

TEST_CASE("the first job of a new cluster has the configured number") {
    auto config = cluster_of(1);
    config.scheduling.first_job_id = 5000;
    World w{config};
    CHECK(w.submit(whole(1, 1h)) == JobId{5000});
    CHECK(w.submit(whole(1, 1h)) == JobId{5001});
}

TEST_CASE("the same submission sent twice is one job") {
    World w{cluster_of(1)};
    auto spec = whole(1, 1h);
    spec.submit_key = "k1";
    const auto job = w.submit(spec);
    CHECK(w.submit(spec) == job);
    spec.submit_key = "k2";
    CHECK(w.submit(spec) != job);
    spec.submit_key.clear();
    CHECK(w.submit(spec) != w.submit(spec));
}

TEST_CASE("a cancelled pending job is gone at once and keeps its reason") {
    World w{cluster_of(1)};
    w.submit(whole(1, 1h));
    const auto job = w.submit(whole(1, 1h));
    w.schedule();
    w.log.clear();
    CHECK(w.cancel(job, kBob).code == Errc::permission_denied);
    CHECK(w.cancel(JobId{99}).code == Errc::invalid_job_id);
    CHECK(w.cancel(job).code == Errc::none);
    CHECK(w.job(job).state == JobState::cancelled);
    CHECK(w.job(job).reason == Reason::resources);
    CHECK(w.job(job).cancelled_by == kAlice.user);
    CHECK(w.job(job).ended == t0);
    CHECK_FALSE(w.job(job).planned_start);
    CHECK(w.log.empty());
    CHECK(w.engine.state().queue().empty());
    CHECK(w.cancel(job).code == Errc::job_already_done);
}

TEST_CASE("a cancelled running job completes when its processes are gone") {
    Running r;
    auto& w = r.w;
    w.mute.insert("n1");
    w.log.clear();
    w.advance_to(1min);
    CHECK(w.cancel(r.job, kRoot).code == Errc::none);
    CHECK(w.job(r.job).state == JobState::cancelled);
    CHECK(w.job(r.job).completing);
    CHECK(w.job(r.job).cancelled_by == kRoot.user);
    CHECK(w.effects<EndStep>() == std::vector{EndStep{w.batch_of(r.job), "n1", true, ""}});
    CHECK(w.cancel(r.job).code == Errc::job_already_done);
    const auto next = w.submit(whole(2, 1h));
    w.schedule();
    CHECK_FALSE(w.runs(next));

    w.advance_to(2min);
    w.end(r.job, {0, 0});  // it caught SIGTERM and ended in peace
    CHECK(w.job(r.job).state == JobState::cancelled);
    CHECK_FALSE(w.job(r.job).completing);
    CHECK(w.job(r.job).ended == t0 + 1min);
    CHECK(w.runs(next));
}

TEST_CASE("a job is ended at its limit, to the second") {
    Running r;
    auto& w = r.w;
    CHECK(w.engine.next_wake() == t0 + 1h);
    w.mute.insert("n1");
    w.log.clear();
    w.advance_to(1h - 1s);
    CHECK(w.job(r.job).state == JobState::running);
    w.advance_to(1h);
    CHECK(w.job(r.job).state == JobState::timeout);
    CHECK(w.job(r.job).reason == Reason::time_limit);
    CHECK(w.effects<EndStep>() == std::vector{EndStep{w.batch_of(r.job), "n1", true, "DUE TO TIME LIMIT"}});
    w.end(r.job, {0, 0});
    CHECK(w.job(r.job).state == JobState::timeout);
    CHECK_FALSE(w.job(r.job).completing);
}

TEST_CASE("an unlimited job runs on") {
    World w{cluster_of(1)};
    auto spec = whole(1, 1h);
    spec.time_limit.reset();
    const bool asked = GENERATE(true, false);
    spec.unlimited_time = asked;
    const auto job = w.submit(spec);
    w.schedule();
    CHECK_FALSE(w.job(job).time_limit);
    CHECK_FALSE(w.engine.next_wake());
    w.advance(std::chrono::hours{24 * 365 * 10});
    CHECK(w.runs(job));
}

TEST_CASE("a limit of any length is no trouble") {
    World w{cluster_of(2)};
    const auto longest = w.submit(whole(1, Duration::max()));
    const auto century = w.submit(whole(1, 24h * 365 * 100));
    const auto waiting = w.submit(whole(2, Duration::max()));
    w.schedule();
    CHECK(w.runs(longest));
    CHECK(w.runs(century));
    CHECK_FALSE(w.runs(waiting));
    w.advance(24h * 365);
    CHECK(w.runs(longest));
}

TEST_CASE("a time limit may be changed while the job runs") {
    Running r;
    auto& w = r.w;
    w.advance_to(10min);
    const auto change = [&](std::optional<Duration> limit, const Actor& by) {
        ChangeJob event;
        event.job = r.job;
        event.by = by;
        event.time_limit = limit;
        event.unlimited_time = !limit;
        const auto outcome = w.apply(event);
        return outcome.answer ? Errc::none : outcome.answer.error().code;
    };
    SECTION("the user may shorten it") {
        CHECK(change(20min, kAlice) == Errc::none);
        w.advance_to(20min - 1s);
        CHECK(w.runs(r.job));
        w.advance_to(20min);
        CHECK(w.job(r.job).state == JobState::timeout);
    }
    SECTION("below what has passed it ends now") {
        CHECK(change(5min, kAlice) == Errc::none);
        w.schedule();
        CHECK(w.job(r.job).state == JobState::timeout);
    }
    SECTION("only the administrator may extend it") {
        CHECK(change(2h, kAlice) == Errc::permission_denied);
        CHECK(change(std::nullopt, kAlice) == Errc::permission_denied);
        CHECK(change(2h, kBob) == Errc::permission_denied);
        CHECK(change(2h, kRoot) == Errc::none);
        w.advance_to(2h - 1s);
        CHECK(w.runs(r.job));
        w.advance_to(2h);
        CHECK(w.job(r.job).state == JobState::timeout);
    }
    SECTION("or lift it") {
        CHECK(change(std::nullopt, kRoot) == Errc::none);
        w.advance_to(1000h);
        CHECK(w.runs(r.job));
    }
    SECTION("never to nothing") {
        CHECK(change(0s, kRoot) == Errc::invalid_time_limit);
        CHECK(change(-1s, kAlice) == Errc::invalid_time_limit);
    }
    SECTION("a shorter limit lets a waiting job be promised an earlier start") {
        const auto waiting = w.submit(whole(2, 1h));
        w.schedule();
        CHECK(w.promise_of(waiting) == 1h);
        change(20min, kAlice);
        w.schedule();
        CHECK(w.promise_of(waiting) == 20min);
    }
}

TEST_CASE("a waiting job may be changed, or stays as it was") {
    auto config = cluster_of(2);
    add_partition(config, "long", "n2").max_time = 24h;
    config.nodes[1].features = {"big"};
    World w{config};
    w.submit(whole(2, 1h));
    const auto job = w.submit(whole(1, 1h));
    w.schedule();
    ChangeJob event;
    event.job = job;
    event.by = kAlice;
    const auto result = [&] {
        const auto outcome = w.apply(event);
        w.schedule();
        return outcome.answer ? Errc::none : outcome.answer.error().code;
    };
    SECTION("partition and limit") {
        event.partition = "long";
        event.time_limit = 10h;
        CHECK(result() == Errc::none);
        CHECK(w.job(job).partition == "long");
        CHECK(w.job(job).time_limit == 10h);
        w.advance_to(1h);
        CHECK(w.nodes_of(job) == "n2");
    }
    SECTION("refused as a whole") {
        event.partition = "long";
        event.time_limit = 25h;
        CHECK(result() == Errc::invalid_time_limit);
        CHECK(w.job(job).partition == "batch");
        CHECK(w.job(job).time_limit == 1h);
        event.partition = "nowhere";
        CHECK(result() == Errc::invalid_partition);
    }
    SECTION("nodes") {
        event.min_nodes = 2;
        CHECK(result() == Errc::none);
        w.advance_to(1h);
        CHECK(w.nodes_of(job) == "n[1-2]");
    }
    SECTION("most nodes alone") {
        event.max_nodes = 2;
        CHECK(result() == Errc::none);
        w.advance_to(1h);
        CHECK(w.nodes_of(job) == "n[1-2]");
    }
    SECTION("feature") {
        event.constraint = "big";
        CHECK(result() == Errc::none);
        w.advance_to(1h);
        CHECK(w.nodes_of(job) == "n2");
    }
    SECTION("priority: down by the user, up by the administrator, zero is a hold") {
        const auto before = w.job(job).priority;
        event.priority = before + 1;
        CHECK(result() == Errc::permission_denied);
        event.priority = 10;
        CHECK(result() == Errc::none);
        CHECK(w.job(job).priority == 10);
        event.priority = 0;
        CHECK(result() == Errc::none);
        CHECK(w.job(job).reason == Reason::held_by_user);
        event.priority = 5;
        CHECK(result() == Errc::permission_denied);
        event.by = kRoot;
        CHECK(result() == Errc::none);
        CHECK(w.job(job).reason == Reason::resources);
    }
    SECTION("niceness") {
        const auto before = w.job(job).priority;
        event.nice = 50;
        CHECK(result() == Errc::none);
        CHECK(w.job(job).priority == before - 50);
        event.nice = 40;
        CHECK(result() == Errc::permission_denied);
        event.by = kRoot;
        event.nice = 0;
        CHECK(result() == Errc::none);
        CHECK(w.job(job).priority == before);
    }
    SECTION("begin time") {
        event.begin = t0 + 2h;
        CHECK(result() == Errc::none);
        CHECK(w.job(job).reason == Reason::begin_time);
        CHECK_FALSE(w.promise_of(job));
        w.advance_to(2h - 1s);
        CHECK_FALSE(w.runs(job));
        w.advance_to(2h);
        CHECK(w.runs(job));
    }
    SECTION("its shape not any more when it runs") {
        w.advance_to(1h);
        REQUIRE(w.runs(job));
        event.min_nodes = 2;
        CHECK(result() == Errc::not_supported);
        event.min_nodes.reset();
        event.name = "other";
        CHECK(result() == Errc::none);
        CHECK(w.job(job).spec.name == "other");
    }
    SECTION("nothing when it is done") {
        w.cancel(job);
        event.name = "other";
        CHECK(result() == Errc::job_already_done);
    }
}

TEST_CASE("a request that cannot be carried out on the node fails the job") {
    Running r;
    auto& w = r.w;
    auto report = batch_report(w, r.job);
    report.user_failure = true;
    report.detail = "cannot open /nowhere/out";
    w.apply(report);
    CHECK(w.job(r.job).state == JobState::failed);
    CHECK(w.job(r.job).reason == Reason::launch_failure);
    CHECK(w.job(r.job).exit_code == ExitCode{0, 53});
    CHECK(w.step(r.job, kBatchStep).failure == "cannot open /nowhere/out");
    CHECK_FALSE(w.engine.state().nodes()[0].record.drain);
    w.schedule();
    CHECK(w.engine.state().queue().empty());  // it would fail again
}

TEST_CASE("a launch that fails on the node is tried again") {
    World w{cluster_of(2)};
    w.broken.insert("n1");
    const auto job = w.submit(whole(1, 1h));
    SECTION("until the node is drained; then elsewhere") {
        w.schedule();
        CHECK(w.engine.state().nodes()[0].record.drain);
        CHECK(w.engine.state().nodes()[0].record.reason == "3 launches failed: no shepherd");
        CHECK(w.runs(job));
        CHECK(w.nodes_of(job) == "n2");
        CHECK(w.job(job).attempt == Attempt{3});
    }
    SECTION("a success in between starts the count anew") {
        w.mute.insert("n1");
        w.schedule();
        for (int i = 0; i < 2; ++i) {
            w.apply(StepStarted{w.batch_of(job), "n1", false, "no shepherd"});
            w.apply(Schedule{});
        }
        CHECK(w.engine.state().nodes()[0].launch_failures == 2);
        w.apply(StepStarted{w.batch_of(job), "n1", true, ""});
        CHECK(w.engine.state().nodes()[0].launch_failures == 0);
    }
    SECTION("not if it must not be requeued") {
        auto once = whole(1, 1h);
        once.requeue = false;
        w.broken.insert("n2");
        const auto single = w.submit(once);
        w.schedule();
        CHECK(w.job(single).state == JobState::failed);
        CHECK(w.job(single).reason == Reason::launch_failure);
        CHECK(w.job(single).exit_code == ExitCode{0, 53});
        CHECK(w.step(single, kBatchStep).ended == t0);
    }
}

TEST_CASE("a launch that failed late counts as one that failed at once") {
    Running r;
    auto& w = r.w;
    auto report = batch_report(w, r.job);
    report.launch_failed = true;
    const auto outcome = w.apply(report);
    CHECK(w.job(r.job).state == JobState::pending);
    CHECK(w.job(r.job).attempt == Attempt{1});
    REQUIRE(outcome.final_steps.size() == 1);
    CHECK(outcome.final_steps[0].state == JobState::failed);
    CHECK(outcome.final_steps[0].ended == t0);
    CHECK(outcome.final_steps[0].attempt == Attempt{0});
    w.schedule();
    CHECK(w.runs(r.job));
}

TEST_CASE("a shepherd that dies is a failure of its node") {
    World w{cluster_of(2)};
    auto spec = whole(1, 1h);
    const auto die = [&w](JobId job, StepNumber step) {
        StepEnded report;
        report.run = {job, step, w.job(job).attempt};
        report.node = w.job(job).shares.at(0).node;
        report.exit_code = {0, SIGKILL};
        report.launch_failed = true;
        w.apply(report);
    };
    SECTION("a batch job runs again") {
        const auto job = w.submit(spec);
        w.schedule();
        die(job, kBatchStep);
        CHECK(w.job(job).state == JobState::pending);
        CHECK(w.job(job).attempt == Attempt{1});
    }
    SECTION("or ends with it where it must not be requeued") {
        spec.requeue = false;
        const auto job = w.submit(spec);
        w.schedule();
        die(job, kBatchStep);
        CHECK(w.job(job).state == JobState::node_fail);
        CHECK(w.step(job, kBatchStep).state == JobState::node_fail);
    }
    SECTION("a step of srun is lost, and the script goes on") {
        const auto job = w.submit(spec);
        w.schedule();
        const auto step = w.create_step(job, StepSpec{});
        REQUIRE(step);
        die(job, *step);
        CHECK(w.step(job, *step).state == JobState::node_fail);
        CHECK(w.runs(job));
    }
}

namespace {

/// A job that has two nodes, and its step on both.
std::pair<JobId, Result<StepNumber>> job_with_step(World& w) {
    const auto job = w.submit(whole(2, 1h));
    w.schedule();
    StepSpec spec;
    spec.min_nodes = 2;
    return {job, w.create_step(job, spec)};
}

}  // namespace

TEST_CASE("a step whose node is lost is lost, though its script heard of it first and ended") {
    World w{cluster_of(2)};
    const auto [job, step] = job_with_step(w);
    REQUIRE(step);
    StepEnded script;
    script.run = {job, kBatchStep, w.job(job).attempt};
    script.node = "n1";
    script.exit_code = {143, 0};
    w.apply(script);
    REQUIRE(w.job(job).state == JobState::failed);
    REQUIRE(w.step(job, *step).state == JobState::cancelled);
    StepEnded lost;
    lost.run = {job, *step, w.job(job).attempt};
    lost.node = "n2";
    lost.exit_code = {0, SIGKILL};
    lost.launch_failed = true;
    w.apply(lost);
    CHECK(w.step(job, *step).state == JobState::node_fail);
    CHECK(w.job(job).exit_code == ExitCode{143, 0});
}

TEST_CASE("a step that ended before its script did ended by itself, though the script is heard of first") {
    World w{cluster_of(2)};
    const auto [job, step] = job_with_step(w);
    REQUIRE(step);
    w.mute = {"n1", "n2"};
    const auto report = [&, job = job](StepNumber which, const std::string& node, ExitCode code) {
        StepEnded ended;
        ended.run = {job, which, w.job(job).attempt};
        ended.node = node;
        ended.exit_code = code;
        w.apply(ended);
    };
    report(kBatchStep, "n1", {});
    REQUIRE(w.job(job).state == JobState::completed);
    REQUIRE(w.step(job, *step).state == JobState::cancelled);
    SECTION("it failed") {
        report(*step, "n1", {});
        CHECK(w.step(job, *step).state == JobState::cancelled);  // until all is known
        report(*step, "n2", {4, 0});
        CHECK(w.step(job, *step).state == JobState::failed);
        CHECK(w.step(job, *step).exit_code == ExitCode{4, 0});
        CHECK(w.job(job).derived_exit_code == ExitCode{4, 0});
    }
    SECTION("it went well") {
        report(*step, "n1", {});
        report(*step, "n2", {});
        CHECK(w.step(job, *step).state == JobState::completed);
    }
    SECTION("but what had to be ended was cancelled") {
        report(*step, "n1", {});
        report(*step, "n2", {0, SIGTERM});
        CHECK(w.step(job, *step).state == JobState::cancelled);
    }
    CHECK(w.job(job).state == JobState::completed);
    CHECK_FALSE(w.job(job).completing);
}

TEST_CASE("a job whose launch fails everywhere is held in the end") {
    auto config = cluster_of(8);
    World w{config};
    for (const auto& node : config.nodes) w.broken.insert(node.name);
    const auto job = w.submit(whole(1, 1h));
    w.schedule();
    CHECK(w.job(job).state == JobState::pending);
    CHECK(w.job(job).priority == 0);
    CHECK(w.job(job).reason == Reason::launch_failed_requeued_held);
    CHECK(w.job(job).attempt == Attempt{6});
    std::size_t drained = 0;
    for (const auto& node : w.engine.state().nodes()) drained += node.record.drain ? 1 : 0;
    CHECK(drained == 2);
    w.broken.clear();
    CHECK(w.order(job, JobOrder::release).code == Errc::none);
    w.schedule();
    CHECK(w.runs(job));
}

TEST_CASE("a drain by hand keeps its reason when launches fail") {
    World w{cluster_of(1)};
    w.mute.insert("n1");
    const auto job = w.submit(tasks(1, 1h));
    w.schedule();
    w.apply(OrderNode{"n1", NodeOrder::drain, "disk", kRoot});
    for (int i = 0; i < 4; ++i) w.apply(StepStarted{{job, kBatchStep, Attempt{0}}, "n1", false, "no shepherd"});
    CHECK(w.engine.state().nodes()[0].record.reason == "disk");
}

TEST_CASE("a job is requeued by order") {
    Running r;
    auto& w = r.w;
    w.advance_to(10min);
    SECTION("while it runs: it ends, then waits again") {
        w.log.clear();
        CHECK(w.order(r.job, JobOrder::requeue).code == Errc::none);
        CHECK(w.job(r.job).completing);
        CHECK(w.effects<EndStep>()[0].cause == "DUE TO JOB REQUEUE");
        CHECK(w.order(r.job, JobOrder::requeue).code == Errc::job_already_done);
        w.schedule();
        CHECK(w.job(r.job).state == JobState::running);
        CHECK(w.job(r.job).attempt == Attempt{1});
        CHECK(w.job(r.job).started == t0 + 10min);
        CHECK(w.job(r.job).submitted == t0);
        CHECK(w.job(r.job).exit_code == ExitCode{});
        CHECK(w.job(r.job).shares.size() == 1);
        w.advance_to(1h + 10min - 1s);
        CHECK(w.runs(r.job));
        w.advance_to(1h + 10min);
        CHECK(w.job(r.job).state == JobState::timeout);
    }
    SECTION("after its end") {
        w.end(r.job, {3, 0});
        CHECK(w.order(r.job, JobOrder::requeue).code == Errc::none);
        CHECK(w.job(r.job).state == JobState::pending);
        CHECK_FALSE(w.job(r.job).ended);
        w.schedule();
        CHECK(w.runs(r.job));
    }
    SECTION("but not while it waits, nor against its will, nor an allocation") {
        const auto waiting = w.submit(whole(2, 1h));
        CHECK(w.order(waiting, JobOrder::requeue).code == Errc::job_pending);
        auto once = whole(1, 10min);
        once.requeue = false;
        const auto no_requeue = w.submit(once);
        w.schedule();
        const auto held = w.submit(allocation(tasks(1, 1h)));
        CHECK(w.order(no_requeue, JobOrder::requeue).code == Errc::not_supported);
        CHECK(w.order(held, JobOrder::requeue).code == Errc::batch_only);
    }
    SECTION("a cancel while it is being ended stops the requeue") {
        w.mute.insert("n1");
        w.order(r.job, JobOrder::requeue);
        CHECK(w.cancel(r.job).code == Errc::none);
        CHECK(w.job(r.job).state == JobState::cancelled);
        CHECK(w.job(r.job).cancelled_by == kAlice.user);
        w.end(r.job);
        CHECK(w.job(r.job).state == JobState::cancelled);
        CHECK_FALSE(w.job(r.job).completing);
        CHECK(w.cancel(r.job).code == Errc::job_already_done);
    }
    SECTION("a hold while it runs counts when it waits again") {
        w.order(r.job, JobOrder::hold);
        w.order(r.job, JobOrder::requeue);
        w.schedule();
        CHECK(w.job(r.job).state == JobState::pending);
        CHECK(w.job(r.job).reason == Reason::requeued_held);
        w.order(r.job, JobOrder::release);
        w.schedule();
        CHECK(w.job(r.job).state == JobState::running);
    }
}

TEST_CASE("reports of an earlier run change nothing") {
    Running r;
    auto& w = r.w;
    const auto old = batch_report(w, r.job);
    w.order(r.job, JobOrder::requeue);
    w.schedule();
    REQUIRE(w.job(r.job).attempt == Attempt{1});
    const auto before = w.job(r.job);
    auto outcome = w.apply(old);
    CHECK(w.job(r.job) == before);
    CHECK(outcome.jobs.empty());
    CHECK(outcome.steps.empty());
    outcome = w.apply(StepStarted{old.run, old.node, false, "late"});
    CHECK(w.job(r.job) == before);
    CHECK(w.engine.state().nodes()[0].launch_failures == 0);
}

TEST_CASE("repeated reports and reports about nothing change nothing") {
    Running r;
    auto& w = r.w;
    const auto report = batch_report(w, r.job);
    w.apply(report);
    const auto before = w.job(r.job);
    REQUIRE(before.state == JobState::completed);
    auto again = report;
    again.exit_code = {9, 0};
    CHECK(w.apply(again).jobs.empty());
    again.run.job = JobId{77};
    w.apply(again);
    again = report;
    again.run.step = StepNumber{4};
    w.apply(again);
    again = report;
    again.node = "n2";
    w.apply(again);
    again.node = "elsewhere";
    w.apply(again);
    w.apply(StepStarted{report.run, "elsewhere", true, ""});
    CHECK(w.job(r.job) == before);
}

TEST_CASE("an allocation is held by its command") {
    World w{cluster_of(2)};
    const auto job = w.submit(allocation(whole(1, 1h)));
    w.schedule();
    CHECK(w.runs(job));
    CHECK(w.effects<LaunchStep>().empty());
    FinishAllocation finish;
    finish.job = job;
    finish.by = kAlice;
    SECTION("finished well") {
        w.apply(finish);
        CHECK(w.job(job).state == JobState::completed);
    }
    SECTION("finished badly") {
        finish.exit_code = {2, 0};
        w.apply(finish);
        CHECK(w.job(job).state == JobState::failed);
        CHECK(w.job(job).exit_code == ExitCode{2, 0});
    }
    SECTION("abandoned") {
        finish.abandoned = true;
        w.apply(finish);
        CHECK(w.job(job).state == JobState::cancelled);
    }
    SECTION("by somebody else") {
        finish.by = kBob;
        CHECK(w.apply(finish).answer.error().code == Errc::permission_denied);
        CHECK(w.runs(job));
        finish.by = kRoot;
        w.apply(finish);
    }
    SECTION("twice") {
        w.apply(finish);
        finish.exit_code = {5, 0};
        CHECK(w.apply(finish).answer);
        CHECK(w.job(job).state == JobState::completed);
    }
    SECTION("with a step still running") {
        StepSpec step;
        const auto number = w.create_step(job, step);
        REQUIRE(number);
        w.schedule();
        w.apply(finish);
        CHECK(w.job(job).completing);
        w.schedule();
        CHECK(w.step(job, *number).state == JobState::cancelled);
    }
    CHECK_FALSE(w.job(job).completing);
    CHECK(w.engine.state().holders().empty());
}

TEST_CASE("an allocation that waits is cancelled with its command") {
    World w{cluster_of(1)};
    w.submit(whole(1, 1h));
    const auto job = w.submit(allocation(whole(1, 1h)));
    w.schedule();
    FinishAllocation finish;
    finish.job = job;
    finish.by = kAlice;
    w.apply(finish);
    CHECK(w.job(job).state == JobState::cancelled);
    finish.job = JobId{1};
    CHECK(w.apply(finish).answer.error().code == Errc::not_supported);
}

TEST_CASE("signals go to whom they are meant for") {
    Running r;
    auto& w = r.w;
    const auto step = w.create_step(r.job, StepSpec{});
    REQUIRE(step);
    w.schedule();
    w.log.clear();
    CancelJob event;
    event.job = r.job;
    event.by = kAlice;
    event.signal = SIGUSR1;
    const auto signalled = [&] {
        w.apply(event);
        std::vector<std::pair<StepNumber, bool>> list;
        for (const auto& effect : w.effects<SignalStep>()) {
            CHECK(effect.signal == SIGUSR1);
            list.emplace_back(effect.run.step, effect.whole_step);
        }
        return list;
    };
    using List = std::vector<std::pair<StepNumber, bool>>;
    SECTION("the steps") { CHECK(signalled() == List{{*step, true}}); }
    SECTION("the script's shell") {
        event.batch_only = true;
        CHECK(signalled() == List{{kBatchStep, false}});
    }
    SECTION("everything") {
        event.full = true;
        CHECK(signalled() == List{{*step, true}, {kBatchStep, true}});
    }
    SECTION("one step") {
        event.step = *step;
        CHECK(signalled() == List{{*step, true}});
    }
    SECTION("no step of that number") {
        event.step = StepNumber{9};
        CHECK(w.apply(event).answer.error().code == Errc::invalid_step_id);
    }
    CHECK(w.job(r.job).state == JobState::running);
}

TEST_CASE("a waiting job takes no signal") {
    World w{cluster_of(1)};
    const auto job = w.submit(whole(1, 1h));
    CancelJob event;
    event.job = job;
    event.by = kAlice;
    event.signal = SIGUSR1;
    CHECK(w.apply(event).answer.error().code == Errc::job_pending);
    event.signal = 0;
    event.step = StepNumber{0};
    CHECK(w.apply(event).answer.error().code == Errc::invalid_step_id);
}

TEST_CASE("a shutdown requeues what can run again and cancels the rest") {
    World w{cluster_of(4)};
    const auto job = w.submit(whole(1, 1h));
    auto once_spec = whole(1, 1h);
    once_spec.requeue = false;
    const auto once = w.submit(once_spec);
    const auto held = w.submit(allocation(whole(1, 1h)));
    w.schedule();
    const auto waiting = w.submit(whole(4, 1h));
    w.apply(Shutdown{});
    CHECK(w.refusal(whole(1, 1h)).code == Errc::shutting_down);
    w.schedule();
    CHECK(w.job(job).state == JobState::pending);
    CHECK(w.job(job).attempt == Attempt{1});
    CHECK(w.job(once).state == JobState::cancelled);
    CHECK(w.job(held).state == JobState::cancelled);
    CHECK(w.job(waiting).state == JobState::pending);
    CHECK(w.engine.state().holders().empty());
}

TEST_CASE("an ended job is forgotten after min_job_age, not before") {
    auto config = cluster_of(1);
    config.scheduling.min_job_age = 5min;
    World w{config};
    auto spec = whole(1, 1h);
    spec.submit_key = "k";
    const auto job = w.submit(spec);
    const auto cancelled = w.submit(whole(1, 1h));
    w.schedule();
    w.cancel(cancelled);
    w.advance_to(1min);
    w.end(job);
    CHECK(w.submit(spec) == job);
    w.advance_to(5min - 1s);
    CHECK(w.engine.state().find(cancelled) != nullptr);
    w.advance_to(5min);
    CHECK(w.engine.state().find(cancelled) == nullptr);
    w.advance_to(6min - 1s);
    CHECK(w.engine.state().find(job) != nullptr);
    w.advance_to(6min);
    CHECK(w.engine.state().find(job) == nullptr);
    CHECK_FALSE(w.engine.next_wake());
    CHECK(w.submit(spec) == JobId{3});
}

TEST_CASE("an ended job is never forgotten in the event that ends it") {
    // Whoever records what the event changed must still find the job.
    auto config = cluster_of(1);
    config.scheduling.min_job_age = 0s;
    World w{config};
    const auto job = w.submit(allocation(whole(1, 1h)));
    w.apply(Schedule{});
    w.now = t0 + 1h;
    const auto outcome = w.apply(Schedule{});
    CHECK(outcome.jobs.contains(job));
    CHECK(w.job(job).state == JobState::timeout);
    w.advance(1s);
    CHECK(w.engine.state().find(job) == nullptr);
}

TEST_CASE("a job requeued after its end is not forgotten") {
    auto config = cluster_of(1);
    config.scheduling.min_job_age = 5min;
    World w{config};
    const auto job = w.submit(whole(1, 1h));
    w.schedule();
    w.end(job);
    w.advance_to(4min);
    w.order(job, JobOrder::requeue);
    w.schedule();
    w.advance_to(20min);
    CHECK(w.runs(job));
}

TEST_CASE("each outcome names every record that the event changed") {
    World w{cluster_of(2)};
    const auto submitted = w.apply(SubmitJob{whole(1, 1h)});
    const JobId job{1};
    CHECK(submitted.jobs == std::set{job});
    w.mute.insert("n1");
    const auto started = w.apply(Schedule{});
    CHECK(started.jobs == std::set{job});
    CHECK(started.steps == std::set{w.batch_of(job)});
    CHECK(w.apply(StepStarted{w.batch_of(job), "n1", true, ""}).steps == std::set{w.batch_of(job)});
    const auto ended = w.apply(batch_report(w, job));
    CHECK(ended.jobs == std::set{job});
    CHECK(ended.steps == std::set{w.batch_of(job)});
    CHECK(w.apply(NodeSilent{"n2"}).nodes == std::set<std::string>{"n2"});
    CHECK(w.apply(Schedule{}).jobs.empty());
}

}  // namespace
}  // namespace sluice::engine::testing
