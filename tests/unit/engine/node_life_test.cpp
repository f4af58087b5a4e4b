// SPDX-License-Identifier: Apache-2.0
//
// Nodes whose daemons come and go, and what that does to what runs on them.
#include <csignal>

#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

const NodeState& node(const World& w, std::string_view name) {
    return w.engine.state().node(*w.engine.state().find_node(name));
}

NodeUp registration(const std::string& name, std::vector<StepRun> alive = {}) {
    NodeUp event;
    event.node = name;
    event.version = "0.1";
    event.steps = std::move(alive);
    return event;
}

JobSpec not_twice(JobSpec spec) {
    spec.requeue = false;
    return spec;
}

TEST_CASE("a node is unknown until its daemon registers") {
    Engine engine{cluster_of(1)};
    const auto& first = engine.state().nodes()[0];
    CHECK(first.record.health == NodeHealth::unknown);
    CHECK_FALSE(first.usable());
    auto event = registration("n1");
    event.hardware.threads = 64;
    event.boot_time = t0 - 1h;
    const auto outcome = engine.apply(event, t0);
    CHECK(outcome.answer);
    CHECK(outcome.nodes == std::set<std::string>{"n1"});
    CHECK(first.usable());
    CHECK(first.record.hardware.threads == 64);
    CHECK(first.record.boot_time == t0 - 1h);
    CHECK(engine.apply(registration("n9"), t0).answer.error().code == Errc::invalid_node_name);
}

TEST_CASE("a real node with less than the configuration says is drained") {
    auto config = cluster_of(1, node_of(4, 16_G));
    config.emulated = GENERATE(false, true);
    Engine engine{config};
    auto event = registration("n1");
    const auto drained_with = [&](std::uint32_t threads, Mebibytes memory) {
        event.hardware.threads = threads;
        event.hardware.memory = memory;
        CHECK(engine.apply(event, t0).answer);
        const auto& record = engine.state().nodes()[0].record;
        const bool drained = record.drain;
        CHECK(record.reason.empty() == !drained);
        CHECK(engine.apply(OrderNode{"n1", NodeOrder::resume, "", kRoot}, t0).answer);
        return drained;
    };
    CHECK_FALSE(drained_with(4, 16_G));
    CHECK_FALSE(drained_with(8, 32_G));
    CHECK(drained_with(3, 16_G) == !config.emulated);
    CHECK(drained_with(4, Mebibytes{16 * 1024 - 1}) == !config.emulated);
}

TEST_CASE("a silent node keeps its jobs and takes no new ones") {
    World w{cluster_of(1)};
    const auto job = w.submit(tasks(1, 1h));
    w.schedule();
    w.apply(NodeSilent{"n1"});
    CHECK_FALSE(node(w, "n1").record.responding);
    CHECK(node(w, "n1").record.health == NodeHealth::up);
    const auto waiting = w.submit(tasks(1, 1h));
    w.schedule();
    CHECK(w.runs(job));
    CHECK_FALSE(w.runs(waiting));
    CHECK(w.job(waiting).reason == Reason::nodes_unavailable);
    w.apply(registration("n1", {w.batch_of(job)}));
    w.schedule();
    CHECK(w.runs(job));
    CHECK(w.job(job).attempt == Attempt{0});
    CHECK(w.runs(waiting));
}

TEST_CASE("jobs of a lost node run again elsewhere, or fail with it") {
    World w{cluster_of(4)};
    const auto job = w.submit(whole(1, 1h));
    const auto once = w.submit(not_twice(whole(1, 1h)));
    w.schedule();
    REQUIRE(w.nodes_of(job) == "n1");
    w.advance_to(10min);
    w.lose("n1");
    CHECK(node(w, "n1").record.health == NodeHealth::down);
    CHECK(node(w, "n1").record.reason == "Not responding");
    CHECK(w.job(job).state == JobState::pending);
    w.schedule();
    CHECK(w.nodes_of(job) == "n3");
    CHECK(w.job(job).attempt == Attempt{1});

    w.lose("n2");
    CHECK(w.job(once).state == JobState::node_fail);
    CHECK(w.job(once).reason == Reason::node_down);
    CHECK_FALSE(w.job(once).completing);
    CHECK(w.step(once, kBatchStep).state == JobState::node_fail);
    CHECK(w.step(once, kBatchStep).ended == t0 + 10min);
    CHECK(w.step(once, kBatchStep).failure == "n2: the node does not respond");
    CHECK(node(w, "n2").jobs.empty());
}

TEST_CASE("a job on several nodes ends on the others when one is lost") {
    World w{cluster_of(4)};
    const auto job = w.submit(whole(3, 1h));
    w.schedule();
    const auto step = w.create_step(job, StepSpec{});
    REQUIRE(step);
    w.schedule();
    w.mute = {"n1", "n2", "n3"};
    w.log.clear();
    w.lose("n2");  // the batch script runs on n1
    CHECK(w.job(job).state == JobState::node_fail);
    CHECK(w.job(job).completing);
    std::set<std::string> told;
    for (const auto& effect : w.effects<EndStep>()) {
        CHECK(effect.cause == "DUE TO NODE FAILURE");
        told.insert(effect.node);
    }
    CHECK(told.contains("n1"));
    CHECK(told.contains("n3"));
    w.end_step(job, *step, "n1", {0, SIGTERM});
    w.end_step(job, *step, "n3", {0, SIGTERM});
    CHECK(w.job(job).completing);
    w.end(job, {0, SIGTERM});
    CHECK(w.job(job).attempt == Attempt{1});
    CHECK(w.job(job).state == JobState::running);  // on n1, n3 and n4
    CHECK(w.nodes_of(job) == "n[1,3-4]");
}

TEST_CASE("an allocation ends with a node of its") {
    World w{cluster_of(2)};
    const auto job = w.submit(allocation(whole(2, 1h)));
    w.schedule();
    w.lose("n2");
    CHECK(w.job(job).state == JobState::node_fail);
    CHECK_FALSE(w.job(job).completing);
}

TEST_CASE("a completing job needs no answer from a lost node") {
    World w{cluster_of(1)};
    const auto job = w.submit(whole(1, 1h));
    w.schedule();
    w.mute.insert("n1");
    w.cancel(job);
    CHECK(w.job(job).completing);
    w.lose("n1");
    CHECK(w.job(job).state == JobState::cancelled);
    CHECK_FALSE(w.job(job).completing);
}

TEST_CASE("a node that comes back is compared with what it should run") {
    World w{cluster_of(2)};
    w.mute = {"n1"};
    const auto job = w.submit(tasks(1, 1h));
    w.schedule();
    const auto run = w.batch_of(job);
    w.apply(NodeSilent{"n1"});
    w.log.clear();

    SECTION("a launch that never arrived is sent again") {
        w.apply(registration("n1"));
        CHECK(w.log == std::vector<Effect>{LaunchStep{run, "n1", 0}});
        CHECK(w.runs(job));
    }
    SECTION("one that arrived is not") {
        w.apply(registration("n1", {run}));
        CHECK(w.log.empty());
        CHECK_FALSE(w.step(job, kBatchStep).shares[0].started);
    }
    SECTION("one that was cancelled meanwhile is not sent: there is nothing to end") {
        w.cancel(job);
        w.log.clear();
        w.apply(registration("n1"));
        CHECK(w.log.empty());
        CHECK(w.job(job).state == JobState::cancelled);
        CHECK_FALSE(w.job(job).completing);
    }
    SECTION("one that was cancelled meanwhile and did arrive is ended") {
        w.cancel(job);
        w.log.clear();
        w.apply(registration("n1", {run}));
        CHECK(w.log == std::vector<Effect>{EndStep{run, "n1", false, ""}});
        CHECK(w.job(job).completing);
        w.end(job, {0, SIGTERM});
        CHECK_FALSE(w.job(job).completing);
    }
    SECTION("what nobody knows is ended") {
        const StepRun unknown{JobId{77}, StepNumber{0}, Attempt{0}};
        const StepRun earlier{job, kBatchStep, Attempt{3}};
        const StepRun other{job, StepNumber{5}, Attempt{0}};
        w.apply(registration("n1", {run, unknown, earlier, other}));
        CHECK(w.log == std::vector<Effect>{EndStep{other, "n1", false, ""}, EndStep{earlier, "n1", false, ""},
                                           EndStep{unknown, "n1", false, ""}});
    }
    SECTION("what ran there and is gone has failed with the node") {
        w.apply(StepStarted{run, "n1", true, ""});
        w.apply(registration("n1"));
        CHECK(w.job(job).state == JobState::pending);  // runs again
        CHECK(w.job(job).attempt == Attempt{1});
        w.schedule();
        CHECK(w.runs(job));
    }
    SECTION("what ran there and is gone, and must not run twice") {
        w.apply(StepStarted{run, "n1", true, ""});
        ChangeJob change;
        change.job = job;
        change.by = kAlice;
        change.requeue = false;
        w.apply(change);
        w.apply(registration("n1"));
        CHECK(w.job(job).state == JobState::node_fail);
        CHECK(w.job(job).reason == Reason::node_down);
        CHECK_FALSE(w.job(job).completing);
    }
    SECTION("a step that is gone fails alone") {
        w.apply(StepStarted{run, "n1", true, ""});
        const auto step = w.create_step(job, StepSpec{});
        REQUIRE(step);
        const StepRun step_run{job, *step, Attempt{0}};
        w.apply(StepStarted{step_run, "n1", true, ""});
        w.apply(registration("n1", {run}));
        CHECK(w.runs(job));
        CHECK(w.step(job, *step).state == JobState::node_fail);
        CHECK(w.step(job, *step).failure == "n1: the node has no trace of the step");
    }
    SECTION("a report that is late is heard") {
        w.apply(registration("n1", {run}));
        w.end(job, {4, 0});
        CHECK(w.job(job).exit_code == ExitCode{4, 0});
        w.log.clear();
        w.apply(registration("n1", {run}));  // it did not hear that it was heard
        CHECK(w.log == std::vector<Effect>{EndStep{run, "n1", false, ""}});
    }
    SECTION("its record outlives the loss: a lost node's steps are stale when it is back") {
        w.apply(NodeLost{"n1"});
        w.log.clear();
        w.apply(registration("n1", {run}));
        CHECK(w.log == std::vector<Effect>{EndStep{run, "n1", false, ""}});
        CHECK(node(w, "n1").record.health == NodeHealth::up);
        CHECK(node(w, "n1").record.reason.empty());
    }
}

TEST_CASE("a node that responds is not lost") {
    World w{cluster_of(1)};
    const auto job = w.submit(tasks(1, 1h));
    w.schedule();
    w.apply(NodeSilent{"n1"});
    w.apply(registration("n1", {w.batch_of(job)}));
    w.apply(NodeLost{"n1"});  // the clock of somebody who did not see it come back
    CHECK(w.runs(job));
    CHECK(node(w, "n1").usable());
    CHECK(w.apply(NodeLost{"n9"}).answer.error().code == Errc::invalid_node_name);
    CHECK(w.apply(NodeSilent{"n9"}).answer.error().code == Errc::invalid_node_name);
}

TEST_CASE("a drained node finishes what it has") {
    World w{cluster_of(1)};
    const auto job = w.submit(tasks(1, 1h));
    const auto next = w.submit(tasks(4, 1h));
    w.schedule();
    w.apply(OrderNode{"n1", NodeOrder::drain, "disk", kRoot});
    CHECK(node(w, "n1").record.reason == "disk");
    CHECK(node(w, "n1").record.reason_time == t0);
    w.schedule();
    CHECK(w.runs(job));
    CHECK(w.job(next).reason == Reason::nodes_unavailable);
    w.end(job);
    CHECK_FALSE(w.runs(next));
    w.apply(OrderNode{"n1", NodeOrder::resume, "", kRoot});
    CHECK(node(w, "n1").record.reason.empty());
    w.schedule();
    CHECK(w.runs(next));
    CHECK(w.apply(OrderNode{"n9", NodeOrder::drain, "", kRoot}).answer.error().code == Errc::invalid_node_name);
}

TEST_CASE("a node set down by hand stays down until it is resumed") {
    World w{cluster_of(2)};
    const auto job = w.submit(not_twice(tasks(1, 1h)));
    w.schedule();
    const auto reason = GENERATE(std::string{"broken fan"}, std::string{});
    w.apply(OrderNode{"n1", NodeOrder::down, reason, kRoot});
    CHECK(w.job(job).state == JobState::node_fail);
    CHECK(node(w, "n1").record.health == NodeHealth::down);
    w.schedule();
    CHECK_FALSE(w.job(job).completing);

    w.register_node("n1");  // a restart of its daemon changes nothing
    CHECK(node(w, "n1").record.health == NodeHealth::down);
    CHECK(node(w, "n1").record.reason == reason);
    w.apply(NodeSilent{"n1"});
    w.apply(NodeLost{"n1"});
    CHECK(node(w, "n1").record.reason == reason);

    SECTION("resumed while its daemon is there") {
        w.register_node("n1");
        w.apply(OrderNode{"n1", NodeOrder::resume, "", kRoot});
        CHECK(node(w, "n1").usable());
    }
    SECTION("resumed while it is not") {
        w.apply(OrderNode{"n1", NodeOrder::resume, "", kRoot});
        CHECK_FALSE(node(w, "n1").usable());
        w.register_node("n1");
        CHECK(node(w, "n1").usable());
    }
}

TEST_CASE("a drain outlives the loss of the node, with its reason") {
    World w{cluster_of(1)};
    w.apply(OrderNode{"n1", NodeOrder::drain, "disk", kRoot});
    w.lose("n1");
    CHECK(node(w, "n1").record.reason == "disk; Not responding");
    w.register_node("n1");
    CHECK(node(w, "n1").record.health == NodeHealth::up);
    CHECK(node(w, "n1").record.drain);
    CHECK(node(w, "n1").record.reason == "disk");
    CHECK(node(w, "n1").record.reason_time == t0);
    CHECK_FALSE(node(w, "n1").usable());
}

TEST_CASE("a lost node that is drained comes back drained") {
    World w{cluster_of(1)};
    w.lose("n1");
    w.apply(OrderNode{"n1", NodeOrder::drain, "look at it", kRoot});
    CHECK(node(w, "n1").record.health == NodeHealth::down);
    w.register_node("n1");
    CHECK(node(w, "n1").record.health == NodeHealth::up);
    CHECK(node(w, "n1").record.drain);
    CHECK(node(w, "n1").record.reason == "look at it");
    w.apply(OrderNode{"n1", NodeOrder::resume, "", kRoot});
    CHECK(node(w, "n1").usable());
}

// After a restart with another configuration.

Job running_job(JobId id, std::vector<NodeShare> shares) {
    Job job;
    job.id = id;
    job.spec = not_twice(tasks(1, 1h));
    job.state = JobState::running;
    job.priority = 1;
    job.submitted = t0;
    job.started = t0;
    job.time_limit = 1h;
    job.partition = "batch";
    job.shares = std::move(shares);
    return job;
}

NodeShare share_of(std::string name, std::vector<std::uint32_t> cores, Mebibytes memory = {}) {
    NodeShare share;
    share.node = std::move(name);
    share.tasks = 1;
    share.cpus = static_cast<std::uint32_t>(cores.size());
    share.cores = std::move(cores);
    share.memory = memory;
    return share;
}

Step batch_step(const Job& job) {
    Step step;
    step.job = job.id;
    step.number = kBatchStep;
    step.state = JobState::running;
    step.created = t0;
    step.started = t0;
    StepShare share;
    share.node = job.shares.front().node;
    share.tasks = {0};
    share.started = true;
    step.shares.push_back(share);
    return step;
}

TEST_CASE("a job on a node that has left the configuration ends") {
    Engine engine{cluster_of(2)};
    const auto job = running_job(JobId{5}, {share_of("gone", {0, 1}), share_of("n1", {0})});
    engine.restore(job, {batch_step(job)});
    CHECK(engine.apply(registration("n1"), t0 + 1min).answer);
    StepEnded report;
    report.run = {JobId{5}, kBatchStep, Attempt{0}};
    report.node = "gone";
    CHECK(engine.apply(report, t0 + 1min).jobs.empty());  // from nobody
    CHECK(engine.apply(Schedule{}, t0 + 1min).jobs.contains(JobId{5}));
    const auto& ended = engine.state().find(JobId{5})->job;
    CHECK(ended.state == JobState::node_fail);
    CHECK_FALSE(ended.completing);
    CHECK(engine.state().nodes()[0].free == engine.state().nodes()[0].total);
    CHECK(engine.state().next_job_id() == JobId{6});
}

TEST_CASE("jobs on a node that has shrunk keep what is left of their cores") {
    // Once it had eight cores and 32 GiB; now four and 16. One job has a core that is gone and one that is
    // not, another only such that are gone, a third two that are there.
    Engine engine{cluster_of(1)};
    const auto a = running_job(JobId{1}, {share_of("n1", {0, 7}, 10_G)});
    const auto b = running_job(JobId{2}, {share_of("n1", {5, 6}, 10_G)});
    const auto c = running_job(JobId{3}, {share_of("n1", {1, 2}, 10_G)});
    for (const auto& job : {a, b, c}) engine.restore(job, {batch_step(job)});
    const auto& node = engine.state().nodes()[0];
    CHECK(node.free.cores == 1);
    CHECK(node.free.memory == 0_G);
    auto registered = registration("n1");
    for (const auto& job : {a, b, c}) registered.steps.push_back({job.id, kBatchStep, Attempt{0}});
    CHECK(engine.apply(registered, t0).answer);
    CHECK(engine.apply(SubmitJob{tasks(2, 1h)}, t0).answer);
    CHECK(engine.apply(SubmitJob{whole(1, 1h)}, t0).answer);
    const auto end = [&](JobId id) {
        StepEnded report;
        report.run = {id, kBatchStep, Attempt{0}};
        report.node = "n1";
        CHECK(engine.apply(report, t0 + 1min).answer);
        CHECK(engine.apply(Schedule{}, t0 + 1min).answer);
    };
    CHECK(engine.apply(Schedule{}, t0 + 1min).jobs.size() == 2);
    end(JobId{2});
    CHECK(node.free.cores == 1);
    end(JobId{1});
    CHECK(engine.state().find(JobId{4})->job.shares.at(0).cores == std::vector<std::uint32_t>{0, 3});
    end(JobId{3});
    CHECK(engine.state().find(JobId{5})->job.state == JobState::pending);  // the node is not idle
    end(JobId{4});
    CHECK(engine.state().find(JobId{5})->job.state == JobState::running);
    end(JobId{5});
    CHECK(node.free == node.total);
}

TEST_CASE("a waiting job whose partition has disappeared loads and waits") {
    Engine engine{cluster_of(1)};
    auto job = running_job(JobId{1}, {});
    job.state = JobState::pending;
    job.started.reset();
    job.spec.partitions = {"gone"};
    job.partition = "gone";
    engine.restore(job, {});
    CHECK(engine.apply(registration("n1"), t0).answer);
    CHECK(engine.apply(Schedule{}, t0).answer);
    CHECK(engine.state().find(JobId{1})->job.reason == Reason::bad_constraints);
    ChangeJob change;
    change.job = JobId{1};
    change.by = kAlice;
    change.partition = "batch";
    CHECK(engine.apply(change, t0).answer);
    CHECK(engine.apply(Schedule{}, t0).answer);
    CHECK(engine.state().find(JobId{1})->job.state == JobState::running);
}

TEST_CASE("a running job whose partition has disappeared runs to its end") {
    Engine engine{cluster_of(1)};
    auto job = running_job(JobId{1}, {share_of("n1", {0})});
    job.spec.partitions = {"gone"};
    job.spec.requeue = true;
    engine.restore(job, {batch_step(job)});
    CHECK(engine.apply(registration("n1", {{JobId{1}, kBatchStep, Attempt{0}}}), t0).answer);
    CHECK(engine.apply(Schedule{}, t0).answer);
    CHECK(engine.state().find(JobId{1})->job.state == JobState::running);
    SECTION("or waits for one when it must run again") {
        CHECK(engine.apply(NodeSilent{"n1"}, t0).answer);
        CHECK(engine.apply(NodeLost{"n1"}, t0).answer);
        CHECK(engine.apply(Schedule{}, t0).answer);
        const auto& entry = *engine.state().find(JobId{1});
        CHECK(entry.job.state == JobState::pending);
        CHECK(entry.job.reason == Reason::bad_constraints);
    }
}

TEST_CASE("gres that a node no longer has are given back to nobody") {
    auto config = cluster_of(1);
    config.nodes[0].gres = {{"gpu", "new", 2}};
    Engine engine{config};
    auto share = share_of("n1", {0});
    share.gres = {{"gpu", "old", {0, 1}}, {"gpu", "new", {1, 2, 3}}};
    const auto job = running_job(JobId{1}, {share});
    engine.restore(job, {batch_step(job)});
    const auto& node = engine.state().nodes()[0];
    CHECK(node.free.gres == std::vector<std::uint32_t>{1});
    CHECK(engine.apply(registration("n1", {{JobId{1}, kBatchStep, Attempt{0}}}), t0).answer);
    StepEnded report;
    report.run = {JobId{1}, kBatchStep, Attempt{0}};
    report.node = "n1";
    CHECK(engine.apply(report, t0).answer);
    CHECK(node.free == node.total);
}

TEST_CASE("what may have been lost with the last controller is done again") {
    World before{cluster_of(2)};
    before.mute = {"n1", "n2"};
    const auto launched = before.submit(whole(1, 1h));
    const auto cancelled = before.submit(whole(1, 1h));
    before.apply(Schedule{});
    before.cancel(cancelled);
    Engine engine{cluster_of(2)};
    for (const auto id : {launched, cancelled}) {
        std::vector<Step> steps{before.step(id, kBatchStep)};
        engine.restore(before.job(id), steps);
    }
    const auto again = [&](const std::string& node, std::vector<StepRun> alive) {
        return engine.apply(registration(node, std::move(alive)), t0).effects;
    };
    CHECK(again("n1", {}) == std::vector<Effect>{LaunchStep{before.batch_of(launched), "n1", 0}});
    CHECK(again("n2", {before.batch_of(cancelled)}) == std::vector<Effect>{EndStep{before.batch_of(cancelled), "n2", false, ""}});
}

}  // namespace
}  // namespace sluice::engine::testing
