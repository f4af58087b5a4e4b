// SPDX-License-Identifier: Apache-2.0
//
// Steps inside a job: where their tasks run, when they wait, how they end.
#include <csignal>

#include "scheduler/engine/step_ranks.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

using Counts = std::vector<std::uint32_t>;
using Names = std::vector<std::string>;

/// A job on n1..n4, four CPUs each, two tasks on each node.
struct FourNodes {
    World w{cluster_of(4)};
    JobId job = w.submit([] {
        auto spec = whole(4, 10h);
        spec.tasks_per_node = 2;
        return spec;
    }());
    FourNodes() { w.schedule(); }

    StepNumber start(const StepSpec& spec) {
        const auto number = w.create_step(job, spec);
        if (!number) FAIL(describe(number.error()));
        w.schedule();
        return *number;
    }
    Errc refusal(const StepSpec& spec) {
        const auto number = w.create_step(job, spec);
        return number ? Errc::none : number.error().code;
    }
    Counts tasks_of(StepNumber number) {
        Counts counts;
        for (const auto& share : w.step(job, number).shares) counts.push_back(static_cast<std::uint32_t>(share.tasks.size()));
        return counts;
    }
    Names nodes_of(StepNumber number) { return w.step(job, number).nodes(); }
    bool runs(StepNumber number) { return w.step(job, number).state == JobState::running; }
};

StepSpec with_tasks(std::uint32_t tasks) {
    StepSpec spec;
    spec.tasks = tasks;
    return spec;
}

StepSpec on_nodes(std::uint32_t nodes) {
    StepSpec spec;
    spec.min_nodes = spec.max_nodes = nodes;
    return spec;
}

TEST_CASE("tasks of a step spread over the nodes of its job") {
    FourNodes f;
    struct Case {
        std::optional<std::uint32_t> nodes, tasks, per_node, per_task;
        Counts expected;
    };
    const std::vector<Case> table{
        {{}, {}, {}, {}, {2, 2, 2, 2}},  // as the job
        {{}, 8, {}, {}, {2, 2, 2, 2}},
        {{}, 5, {}, {}, {2, 1, 1, 1}},
        {{}, 16, {}, {}, {4, 4, 4, 4}},
        {{}, 1, {}, {}, {1}},
        {{}, 3, {}, {}, {1, 1, 1}},
        {2, {}, {}, {}, {1, 1}},
        {2, 5, {}, {}, {3, 2}},
        {2, 8, {}, {}, {4, 4}},
        {4, 2, {}, {}, {1, 1}},  // cannot run two tasks on four nodes
        {2, {}, 3, {}, {3, 3}},
        {{}, {}, 1, {}, {1, 1, 1, 1}},
        {{}, {}, {}, 4, {1, 1, 1, 1}},
        {1, 2, {}, 2, {2}},
    };
    for (const auto& c : table) {
        CAPTURE(c.nodes.value_or(0), c.tasks.value_or(0), c.per_node.value_or(0), c.per_task.value_or(0));
        StepSpec spec;
        spec.min_nodes = spec.max_nodes = c.nodes;
        spec.tasks = c.tasks;
        spec.tasks_per_node = c.per_node;
        spec.cpus_per_task = c.per_task;
        const auto step = f.start(spec);
        CHECK(f.tasks_of(step) == c.expected);
        CHECK(f.w.step(f.job, step).total_cpus() == f.w.step(f.job, step).total_tasks() * c.per_task.value_or(1));
        for (const auto& node : f.nodes_of(step)) f.w.end_step(f.job, step, node);
        CHECK(f.w.step(f.job, step).state == JobState::completed);
    }
}

TEST_CASE("a step takes the layout of its job when it asks for the same tasks") {
    World w{cluster_of(2)};
    auto spec = tasks(5, 1h);  // 4 and 1
    const auto job = w.submit(spec);
    w.schedule();
    const auto step = w.create_step(job, with_tasks(5));
    REQUIRE(step);
    CHECK(w.step(job, *step).shares[0].tasks == Counts{0, 1, 2, 3});
    CHECK(w.step(job, *step).shares[1].tasks == Counts{4});
}

TEST_CASE("ranks are dealt in blocks or in turn") {
    CHECK(deal_ranks({3, 2}, Distribution::block) == std::vector<Counts>{{0, 1, 2}, {3, 4}});
    CHECK(deal_ranks({3, 2}, Distribution::cyclic) == std::vector<Counts>{{0, 2, 4}, {1, 3}});
    CHECK(deal_ranks({1, 3, 0}, Distribution::cyclic) == std::vector<Counts>{{0}, {1, 2, 3}, {}});
    CHECK(deal_ranks({}, Distribution::cyclic).empty());
    CHECK(deal_ranks({3, 2}, Distribution::plane, 2) == std::vector<Counts>{{0, 1, 4}, {2, 3}});
    CHECK(ranks_by_list({"a", "b"}, {"b", "a", "b"}) == std::vector<Counts>{{1}, {0, 2}});
}

TEST_CASE("a step keeps the order of its node list") {
    FourNodes f;
    auto spec = on_nodes(3);
    spec.node_list = {"n4", "n2", "n3"};
    const auto step = f.start(spec);
    CHECK(f.nodes_of(step) == Names{"n4", "n2", "n3"});
    CHECK(f.w.step(f.job, step).shares[0].tasks == Counts{0});
    CHECK(f.w.step(f.job, step).shares[2].tasks == Counts{2});
    REQUIRE(f.w.effects<LaunchStep>().size() == 4);
    CHECK(f.w.effects<LaunchStep>()[1] == LaunchStep{{f.job, step, Attempt{0}}, "n4", 0});
    CHECK(f.w.effects<LaunchStep>()[3] == LaunchStep{{f.job, step, Attempt{0}}, "n3", 2});
}

TEST_CASE("the daemons of mpirun start beside the batch script") {
    // As Open MPI does it: one orted on every node but the first.
    FourNodes f;
    StepSpec spec;
    spec.min_nodes = spec.max_nodes = 3;
    spec.tasks = 3;
    spec.tasks_per_node = 1;
    spec.node_list = {"n2", "n3", "n4"};
    spec.kill_on_bad_exit = true;
    const auto step = f.start(spec);
    CHECK(f.runs(step));
    CHECK(f.nodes_of(step) == Names{"n2", "n3", "n4"});
    CHECK(f.tasks_of(step) == Counts{1, 1, 1});

    SECTION("also on a one-CPU node that the script fills") {
        World w{cluster_of(2, node_of(1))};
        const auto job = w.submit(whole(2, 1h));
        w.schedule();
        const auto all = w.create_step(job, StepSpec{});
        REQUIRE(all);
        CHECK(w.step(job, *all).nodes() == Names{"n1", "n2"});
    }
}

TEST_CASE("a node named twice is one node of the step") {
    FourNodes f;
    StepSpec spec;
    spec.node_list = {"n2", "n2"};
    const auto step = f.start(spec);
    CHECK(f.nodes_of(step) == Names{"n2"});
    f.w.end_step(f.job, step, "n2");
    CHECK(f.w.step(f.job, step).state == JobState::completed);
}

TEST_CASE("nodes of a step are chosen by relative position and exclusion") {
    FourNodes f;
    SECTION("from the third node on") {
        auto spec = on_nodes(2);
        spec.relative = 2;
        CHECK(f.nodes_of(f.start(spec)) == Names{"n3", "n4"});
        spec.relative = 3;
        CHECK(f.refusal(spec) == Errc::node_count);
        spec.relative = 4;
        CHECK(f.refusal(spec) == Errc::node_count);
    }
    SECTION("without some") {
        auto spec = on_nodes(2);
        spec.exclude = {"n1", "n3"};
        CHECK(f.nodes_of(f.start(spec)) == Names{"n2", "n4"});
    }
    SECTION("without some, and all tasks that belong to the others") {
        StepSpec spec;
        spec.exclude = {"n1"};
        CHECK(f.tasks_of(f.start(spec)) == Counts{2, 2, 2});
    }
    SECTION("without any") {
        StepSpec spec;
        spec.exclude = {"n1", "n2", "n3", "n4"};
        CHECK(f.refusal(spec) == Errc::node_count);
    }
    SECTION("named and excluded") {
        StepSpec spec;
        spec.node_list = spec.exclude = {"n1"};
        CHECK(f.refusal(spec) == Errc::nodes_unavailable);
    }
    SECTION("not of the job") {
        StepSpec spec;
        spec.node_list = {"n5"};
        CHECK(f.refusal(spec) == Errc::nodes_unavailable);
    }
    SECTION("a named node and one more") {
        auto spec = on_nodes(2);
        spec.node_list = {"n3"};
        CHECK(f.nodes_of(f.start(spec)) == Names{"n3", "n1"});
    }
}

TEST_CASE("what can never fit is refused, also when it is absurd") {
    FourNodes f;
    CHECK(f.refusal(on_nodes(5)) == Errc::node_count);
    CHECK(f.refusal(on_nodes(0)) == Errc::node_count);
    CHECK(f.refusal(with_tasks(17)) == Errc::too_many_cpus);
    CHECK(f.refusal(with_tasks(0)) == Errc::invalid_argument);
    auto spec = with_tasks(1);
    spec.cpus_per_task = 5;
    CHECK(f.refusal(spec) == Errc::too_many_cpus);
    spec.cpus_per_task = 4'294'967'295u;
    CHECK(f.refusal(spec) == Errc::too_many_cpus);
    spec = StepSpec{};
    spec.tasks_per_node = 0;
    CHECK(f.refusal(spec) == Errc::invalid_argument);
    spec = StepSpec{};
    spec.max_nodes = 0;
    CHECK(f.refusal(spec) == Errc::node_count);
    spec.min_nodes = 3;
    spec.max_nodes = 2;
    CHECK(f.refusal(spec) == Errc::node_count);
    for (const bool overcommit : {false, true}) {
        spec = with_tasks(4'294'967'295u);
        spec.overcommit = overcommit;
        CHECK(f.refusal(spec) == Errc::too_many_cpus);
        spec = StepSpec{};
        spec.tasks_per_node = 2'147'483'648u;
        spec.overcommit = overcommit;
        CHECK(f.refusal(spec) == Errc::too_many_cpus);
    }
    CHECK(f.w.engine.state().find(f.job)->steps.size() == 1);
}

TEST_CASE("a step waits for the CPUs of other steps of its job") {
    FourNodes f;
    const auto first = f.start(with_tasks(14));  // leaves one CPU on n3 and on n4
    const auto second = f.start(with_tasks(3));
    CHECK(f.runs(first));
    CHECK_FALSE(f.runs(second));
    CHECK(f.w.step(f.job, second).shares.empty());
    const auto small = f.start(with_tasks(2));
    CHECK(f.nodes_of(small) == Names{"n3", "n4"});

    SECTION("and starts when they are free") {
        for (const auto& node : f.nodes_of(small)) f.w.end_step(f.job, small, node);
        CHECK_FALSE(f.runs(second));
        for (const auto* node : {"n1", "n2", "n3", "n4"}) f.w.end_step(f.job, first, node);
        CHECK(f.runs(second));
    }
    SECTION("already when one node of another step is free") {
        f.w.end_step(f.job, first, "n1");
        CHECK(f.runs(second));
        CHECK(f.nodes_of(second) == Names{"n1"});
    }
    SECTION("unless it must start at once") {
        auto spec = with_tasks(3);
        spec.immediate = true;
        CHECK(f.refusal(spec) == Errc::step_resources);
    }
    SECTION("not if it overlaps") {
        auto spec = with_tasks(16);
        spec.overlap = true;
        CHECK(f.runs(f.start(spec)));
    }
    SECTION("not if it overcommits") {
        auto spec = with_tasks(32);
        spec.overcommit = true;
        const auto step = f.start(spec);
        CHECK(f.tasks_of(step) == Counts{8, 8, 8, 8});
        CHECK(f.w.step(f.job, step).total_cpus() == 0);
    }
    SECTION("and may be cancelled while it waits") {
        CancelJob event;
        event.job = f.job;
        event.step = second;
        event.by = kAlice;
        CHECK(f.w.apply(event).answer);
        CHECK(f.w.step(f.job, second).state == JobState::cancelled);
        CHECK(f.w.step(f.job, second).ended == t0);
        CHECK(f.w.apply(event).answer.error().code == Errc::job_already_done);
        for (const auto* node : {"n1", "n2", "n3", "n4"}) f.w.end_step(f.job, first, node);
        CHECK_FALSE(f.runs(second));
    }
    SECTION("and ends with its job") {
        f.w.end(f.job);
        CHECK(f.w.step(f.job, second).state == JobState::cancelled);
        CHECK(f.w.job(f.job).state == JobState::completed);
        CHECK_FALSE(f.w.job(f.job).completing);
    }
}

TEST_CASE("a step takes the nodes that have room for it") {
    FourNodes f;
    auto busy = with_tasks(4);
    busy.node_list = {"n1"};
    f.start(busy);
    SECTION("fewer than it could use") {
        const auto step = f.start(with_tasks(4));
        CHECK(f.nodes_of(step) == Names{"n2", "n3", "n4"});
        CHECK(f.tasks_of(step) == Counts{2, 1, 1});
    }
    SECTION("as many as it asked for") {
        CHECK(f.nodes_of(f.start(on_nodes(3))) == Names{"n2", "n3", "n4"});
        CHECK_FALSE(f.runs(f.start(on_nodes(4))));
    }
    SECTION("the roomiest if it must") {
        auto more = with_tasks(3);
        more.node_list = {"n2"};
        f.start(more);
        auto spec = with_tasks(4);
        spec.min_nodes = spec.max_nodes = 1;
        CHECK(f.nodes_of(f.start(spec)) == Names{"n3"});
    }
}

TEST_CASE("a step may need a node that is not the first to be large enough") {
    // The job has one CPU on n1 and four on n2.
    World w{cluster_of(2)};
    w.submit([] {
        auto spec = tasks(3, 10h);
        spec.node_list = {"n1"};
        return spec;
    }());
    const auto job = w.submit(tasks(5, 10h));
    w.schedule();
    REQUIRE(w.tasks_of(job) == Counts{1, 4});
    auto spec = with_tasks(4);
    spec.min_nodes = spec.max_nodes = 1;
    const auto step = w.create_step(job, spec);
    REQUIRE(step);
    CHECK(w.step(job, *step).nodes() == Names{"n2"});
}

TEST_CASE("the worst exit code of its tasks is a step's, the worst of its steps' is derived") {
    FourNodes f;
    const auto step = f.start(on_nodes(3));
    f.w.end_step(f.job, step, "n1", {3, 0});
    CHECK(f.runs(step));
    f.w.end_step(f.job, step, "n3", {0, 0});
    f.w.end_step(f.job, step, "n2", {1, 0});
    CHECK(f.w.step(f.job, step).state == JobState::failed);
    CHECK(f.w.step(f.job, step).exit_code == ExitCode{3, 0});
    CHECK(f.w.job(f.job).derived_exit_code == ExitCode{3, 0});
    const auto good = f.start(on_nodes(1));
    f.w.end_step(f.job, good, "n1");
    CHECK(f.w.job(f.job).derived_exit_code == ExitCode{3, 0});
    f.w.end(f.job);
    CHECK(f.w.job(f.job).state == JobState::completed);
    CHECK(f.w.job(f.job).exit_code == ExitCode{0, 0});
    CHECK(f.w.job(f.job).derived_exit_code == ExitCode{3, 0});
}

TEST_CASE("memory that ran out on one node is the step's end, not its nodes'") {
    FourNodes f;
    const auto step = f.start(on_nodes(2));
    StepEnded report;
    report.run = {f.job, step, Attempt{0}};
    report.node = "n1";
    report.out_of_memory = true;
    f.w.apply(report);
    CHECK(f.runs(step));  // n2 goes on, and nobody ends it
    f.w.end_step(f.job, step, "n2");
    CHECK(f.w.step(f.job, step).state == JobState::out_of_memory);
    CHECK(f.w.job(f.job).state == JobState::running);
}

TEST_CASE("steps count up, and the same request sent twice is one step") {
    FourNodes f;
    auto spec = on_nodes(1);
    spec.request_key = "a";
    const auto first = f.start(spec);
    CHECK(first == StepNumber{0});
    CHECK(f.start(spec) == first);
    spec.request_key = "b";
    CHECK(f.start(spec) == StepNumber{1});
    f.w.end_step(f.job, first, "n1");
    spec.request_key = "a";
    CHECK(f.start(spec) == first);
    CHECK(f.w.job(f.job).next_step == 2);
}

TEST_CASE("a step needs a running job of its user") {
    World w{cluster_of(1)};
    const auto job = w.submit(whole(1, 1h));
    CHECK(w.create_step(job, {}).error().code == Errc::job_pending);
    CHECK(w.create_step(JobId{9}, {}).error().code == Errc::invalid_job_id);
    w.schedule();
    CHECK(w.apply(CreateStep{job, kBob, {}}).answer.error().code == Errc::permission_denied);
    CHECK(w.apply(CreateStep{job, kRoot, {}}).answer);
    w.end(job);
    CHECK(w.create_step(job, {}).error().code == Errc::job_already_done);
}

TEST_CASE("a step is ended at its own limit") {
    FourNodes f;
    auto spec = on_nodes(1);
    spec.time_limit = 10min;
    const auto step = f.start(spec);
    CHECK(f.w.engine.next_wake() == t0 + 10min);
    f.w.advance_to(10min - 1s);
    CHECK(f.runs(step));
    f.w.advance_to(10min);
    CHECK(f.w.step(f.job, step).state == JobState::timeout);
    CHECK(f.w.runs(f.job));
    CHECK(f.w.engine.next_wake() == t0 + 10h);
}

TEST_CASE("a step's own limit runs from its start, not from its wait") {
    FourNodes f;
    const auto first = f.start(with_tasks(16));
    auto spec = with_tasks(1);
    spec.time_limit = 10min;
    const auto second = f.start(spec);
    f.w.advance_to(20min);
    CHECK(f.w.step(f.job, second).state == JobState::pending);
    f.w.end_step(f.job, first, "n1");
    CHECK(f.runs(second));
    f.w.advance_to(30min - 1s);
    CHECK(f.runs(second));
    f.w.advance_to(30min);
    CHECK(f.w.step(f.job, second).state == JobState::timeout);
}

TEST_CASE("a cancelled step ends alone") {
    FourNodes f;
    const auto step = f.start(on_nodes(2));
    f.w.log.clear();
    CancelJob event;
    event.job = f.job;
    event.step = step;
    event.by = kAlice;
    f.w.apply(event);
    CHECK(f.w.effects<EndStep>().size() == 2);
    CHECK(f.w.step(f.job, step).state == JobState::cancelled);
    f.w.schedule();
    CHECK(f.w.step(f.job, step).state == JobState::cancelled);
    CHECK(f.w.step(f.job, step).ended == t0);
    CHECK(f.w.runs(f.job));
}

TEST_CASE("a step that cannot be launched on one node fails as a whole") {
    FourNodes f;
    f.w.broken.insert("n2");
    auto spec = on_nodes(3);
    const auto step = f.start(spec);
    CHECK(f.w.step(f.job, step).state == JobState::failed);
    CHECK(f.w.step(f.job, step).failure == "n2: no shepherd");
    CHECK(f.w.step(f.job, step).ended == t0);
    CHECK(f.w.effects<EndStep>().size() == 2);
    CHECK(f.w.runs(f.job));
    CHECK(f.w.job(f.job).derived_exit_code == ExitCode{0, 53});
    const auto other = f.start(on_nodes(1));
    CHECK(f.runs(other));  // its CPUs are free again
}

TEST_CASE("a step that was cancelled before its launch failed stays cancelled") {
    FourNodes f;
    f.w.mute.insert("n1");
    const auto step = f.start(on_nodes(1));
    CancelJob event;
    event.job = f.job;
    event.step = step;
    event.by = kAlice;
    f.w.apply(event);
    f.w.apply(StepStarted{{f.job, step, Attempt{0}}, "n1", false, "too late"});
    CHECK(f.w.step(f.job, step).state == JobState::cancelled);
    CHECK(f.w.step(f.job, step).ended == t0);
}

TEST_CASE("a step whose request cannot be carried out fails") {
    FourNodes f;
    const auto step = f.start(on_nodes(1));
    StepEnded report;
    report.run = {f.job, step, Attempt{0}};
    report.node = "n1";
    report.user_failure = true;
    report.detail = "no such directory";
    f.w.apply(report);
    CHECK(f.w.step(f.job, step).state == JobState::failed);
    CHECK(f.w.step(f.job, step).failure == "no such directory");
    CHECK(f.w.runs(f.job));
}

TEST_CASE("a cancelled batch script ends its job") {
    FourNodes f;
    CancelJob event;
    event.job = f.job;
    event.step = kBatchStep;
    event.by = kAlice;
    f.w.apply(event);
    f.w.schedule();
    CHECK(f.w.job(f.job).state == JobState::cancelled);
    CHECK_FALSE(f.w.job(f.job).completing);
}

TEST_CASE("steps still running when the script ends are ended") {
    FourNodes f;
    const auto step = f.start(on_nodes(4));
    f.w.mute = {"n1", "n2", "n3", "n4"};
    f.w.log.clear();
    f.w.end(f.job);
    CHECK(f.w.job(f.job).state == JobState::completed);
    CHECK(f.w.job(f.job).completing);
    CHECK(f.w.effects<EndStep>().size() == 4);
    for (const auto* node : {"n1", "n2", "n3"}) f.w.end_step(f.job, step, node, {0, SIGTERM});
    CHECK(f.w.job(f.job).completing);
    f.w.end_step(f.job, step, "n4", {0, SIGTERM});
    CHECK_FALSE(f.w.job(f.job).completing);
    CHECK(f.w.job(f.job).state == JobState::completed);
    CHECK(f.w.step(f.job, step).state == JobState::cancelled);
}

}  // namespace
}  // namespace sluice::engine::testing
