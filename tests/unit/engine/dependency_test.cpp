// SPDX-License-Identifier: Apache-2.0
//
// Jobs that wait for jobs: every kind of dependency, and what ends the waiting.
#include "scheduler/model/array.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

std::string number(JobId id) { return std::to_string(id.value()); }

JobSpec dependent(const std::string& on, std::string name = "later") {
    auto spec = tasks(1, 10min);
    spec.name = std::move(name);
    spec.dependency = on;
    return spec;
}

JobSpec array_of(const std::string& tasks_text, std::uint32_t most = 0) {
    auto spec = tasks(1, 10min);
    spec.array.tasks = parse_tasks(tasks_text).value();
    spec.array.most_running = most;
    return spec;
}

/// Starts what can start.
JobId started(World& world, const JobSpec& spec) {
    const auto id = world.submit(spec);
    world.schedule();
    return id;
}

std::string unmet(const World& world, JobId id) { return world.job(id).unmet_dependency; }

constexpr ExitCode kFailure{1, 0};

}  // namespace

TEST_CASE("a job waits, eligible at no time, until what it depends on has happened") {
    struct Case {
        const char* kind;
        bool at_start, at_success, at_failure;
    };
    const Case cases[] = {{"after", true, true, true},      {"afterany", false, true, true},
                          {"afterok", false, true, false},  {"afternotok", false, false, true},
                          {"aftercorr", false, true, false}};
    for (const auto& each : cases) {
        for (const bool fails : {false, true}) {
            INFO(each.kind << (fails ? " of a failure" : " of a success"));
            World world{cluster_of(1)};
            const auto first = world.submit(tasks(1, 10min));
            const auto second = world.submit(dependent(each.kind + (":" + number(first))));
            CHECK(unmet(world, second) == each.kind + (":" + number(first) + "(unfulfilled)"));
            CHECK(world.job(second).reason == Reason::dependency);
            CHECK_FALSE(world.job(second).eligible);
            CHECK(world.engine.state().blocked().contains(second));
            world.schedule();
            CHECK(world.runs(second) == each.at_start);
            world.advance_to(1min);
            world.end(first, fails ? kFailure : ExitCode{});
            const bool met = fails ? each.at_failure : each.at_success;
            CHECK(world.runs(second) == met);
            CHECK((world.job(second).reason == Reason::dependency_never_satisfied) == !met);
            if (met && !each.at_start) CHECK(world.job(second).eligible == t0 + 1min);
        }
    }
}

TEST_CASE("a cancelled job has been let go, has ended, and has not ended well") {
    World world{cluster_of(1)};
    auto held = tasks(1, 10min);
    held.hold = true;
    const auto first = world.submit(held);
    const auto after = world.submit(dependent("after:" + number(first)));
    const auto any = world.submit(dependent("afterany:" + number(first)));
    const auto well = world.submit(dependent("afterok:" + number(first)));
    const auto badly = world.submit(dependent("afternotok:" + number(first)));
    world.schedule();
    CHECK_FALSE(world.runs(after));
    world.cancel(first);
    world.schedule();
    CHECK(world.runs(after));
    CHECK(world.runs(any));
    CHECK(world.runs(badly));
    CHECK(world.job(well).reason == Reason::dependency_never_satisfied);
    CHECK(unmet(world, well) == "afterok:" + number(first) + "(failed)");
}

TEST_CASE("a job that waits for a start is looked at in the same look at the queue") {
    World world{cluster_of(1)};
    const auto first = world.submit(tasks(1, 10min));
    const auto second = world.submit(dependent("after:" + number(first)));
    const auto third = world.submit(dependent("after:" + number(second)));
    world.apply(Schedule{});  // one look
    CHECK(world.runs(first));
    CHECK(world.runs(second));
    CHECK(world.runs(third));
}

TEST_CASE("after:ID+MINUTES counts from the start, also when the job is over by then") {
    World world{cluster_of(1)};
    const auto first = started(world, tasks(1, 10min));
    const auto second = world.submit(dependent("after:" + number(first) + "+5"));
    world.advance_to(1min);
    world.end(first);
    world.advance_to(5min - 1s);
    CHECK_FALSE(world.runs(second));
    world.advance_to(5min);
    CHECK(world.start_of(second) == Duration{5min});
}

TEST_CASE("a job that is being ended has not ended yet") {
    World world{cluster_of(2)};
    const auto first = started(world, tasks(1, 10min));
    const auto second = world.submit(dependent("afterany:" + number(first)));
    world.mute.insert("n1");
    world.cancel(first);
    world.schedule();
    CHECK(world.job(first).completing);
    CHECK_FALSE(world.runs(second));
    world.mute.clear();
    world.end(first);
    CHECK(world.runs(second));
}

TEST_CASE("of terms with a comma all must be met, of terms with a question mark one") {
    World world{cluster_of(4)};
    const auto a = started(world, tasks(1, 10min)), b = started(world, tasks(1, 10min));
    const auto both = world.submit(dependent("afterok:" + number(a) + ":" + number(b)));
    const auto either = world.submit(dependent("afterok:" + number(a) + "?afterok:" + number(b)));
    world.end(a);
    CHECK(world.runs(either));
    CHECK_FALSE(world.runs(both));
    CHECK(unmet(world, both) == "afterok:" + number(b) + "(unfulfilled)");
    world.end(b);
    CHECK(world.runs(both));
    SECTION("one that fails does no harm while another may still be met") {
        const auto c = started(world, tasks(1, 10min)), d = started(world, tasks(1, 10min));
        const auto one = world.submit(dependent("afterok:" + number(c) + "?afterok:" + number(d)));
        world.end(c, kFailure);
        CHECK(world.job(one).reason == Reason::dependency);
        world.end(d, kFailure);
        CHECK(world.job(one).reason == Reason::dependency_never_satisfied);
    }
}

TEST_CASE("a job whose dependency can never be met is cancelled when the cluster or the job says so") {
    auto config = cluster_of(1);
    config.scheduling.kill_invalid_dependency = true;
    World world{config};
    const auto first = started(world, tasks(1, 10min));
    const auto second = world.submit(dependent("afterok:" + number(first)));
    auto stays = dependent("afterok:" + number(first));
    stays.kill_on_invalid_dependency = false;
    const auto third = world.submit(stays);
    const auto fourth = world.submit(dependent("afternotok:" + number(second)));
    world.end(first, kFailure);
    CHECK(world.job(second).state == JobState::cancelled);
    CHECK(world.job(second).reason == Reason::dependency_never_satisfied);
    CHECK(world.job(third).state == JobState::pending);
    CHECK(world.runs(fourth));  // a chain is followed to its end
}

TEST_CASE("a thousand jobs in a chain fall at once, and in bounded depth") {
    auto config = cluster_of(1);
    config.scheduling.kill_invalid_dependency = true;
    World world{config};
    const auto first = started(world, tasks(1, 10min));
    auto last = first;
    for (int i = 0; i < 1000; ++i) last = world.submit(dependent("afterok:" + number(last)));
    world.cancel(first);
    world.schedule();
    CHECK(world.job(last).state == JobState::cancelled);
}

TEST_CASE("of singletons of one name and user, only the first in line may run") {
    World world{cluster_of(4)};
    const auto plain = started(world, dependent("", "x"));
    const auto first = world.submit(dependent("singleton", "x")), second = world.submit(dependent("singleton", "x"));
    auto of_bob = dependent("singleton", "x");
    of_bob.user = kBob.user;
    const auto other = world.submit(of_bob), another = world.submit(dependent("singleton", "y"));
    world.schedule();
    CHECK(world.runs(other));
    CHECK(world.runs(another));
    CHECK_FALSE(world.runs(first));
    world.end(plain);
    CHECK(world.runs(first));
    CHECK_FALSE(world.runs(second));
    CHECK(unmet(world, second) == "singleton(unfulfilled)");
    world.cancel(first);
    world.schedule();
    CHECK(world.runs(second));
}

TEST_CASE("a singleton that could start waits again when an earlier one of its name comes back") {
    auto config = cluster_of(1, node_of(1));
    World world{config};
    const auto first = started(world, dependent("", "x"));
    world.end(first);
    const auto blocker = started(world, tasks(1, 10min));
    const auto second = world.submit(dependent("singleton", "x"));
    world.schedule();
    CHECK(world.job(second).reason != Reason::dependency);
    REQUIRE(world.order(first, JobOrder::requeue).code == Errc::none);
    world.schedule();
    CHECK(world.job(second).reason == Reason::dependency);
    world.end(blocker);
    CHECK(world.runs(first));
    CHECK_FALSE(world.runs(second));
}

TEST_CASE("nonsense and jobs that never were are refused, jobs that nobody remembers count as over") {
    auto config = cluster_of(1, node_of(8));
    config.scheduling.min_job_age = 0s;
    World world{config};
    const auto first = started(world, tasks(1, 10min));
    for (const auto* text : {"afterok", "afterok:", "afterok:x", "afterok:99", "before:1", "afterok:1,afterok:1?afterok:1",
                             "singleton:1", "afterburstbuffer:1", "expand:1", "afterok:1+5", "afterok:0", ","}) {
        INFO(text);
        CHECK(world.refusal(dependent(text)).code == Errc::invalid_dependency);
    }
    world.end(first);
    world.advance(10s);
    REQUIRE(world.engine.state().find(first) == nullptr);
    for (const auto* kind : {"after:", "afterany:", "afterok:", "afternotok:", "aftercorr:"}) {
        const auto second = started(world, dependent(kind + number(first)));
        CHECK(world.runs(second));
    }
}

TEST_CASE("a dependency can be changed, taken away, and not made to run in a circle") {
    World world{cluster_of(1, node_of(1))};
    const auto first = started(world, tasks(1, 10min));
    const auto second = world.submit(dependent("afterok:" + number(first)));
    const auto third = world.submit(dependent("afterok:" + number(second)));
    const auto change = [&](JobId id, const std::string& text) {
        ChangeJob event;
        event.job = id;
        event.by = kAlice;
        event.dependency = text;
        const auto outcome = world.apply(event);
        return outcome.answer ? Errc::none : outcome.answer.error().code;
    };
    CHECK(change(second, "afterok:" + number(second)) == Errc::invalid_dependency);
    CHECK(change(second, "afterok:" + number(third)) == Errc::invalid_dependency);
    CHECK(change(second, "afterok:999") == Errc::invalid_dependency);
    CHECK(unmet(world, second) == "afterok:" + number(first) + "(unfulfilled)");
    CHECK(change(first, "afterany:" + number(second)) == Errc::not_supported);  // it runs
    CHECK(change(third, "afterany:" + number(first)) == Errc::none);
    CHECK(change(second, "") == Errc::none);
    CHECK(world.job(second).eligible == t0);
    world.end(first);
    CHECK(world.runs(second));
    CHECK(unmet(world, third).empty());
}

TEST_CASE("a job that is run again waits again for what its request says") {
    World world{cluster_of(2, node_of(1))};
    const auto first = started(world, tasks(1, 10min));
    const auto second = started(world, dependent("after:" + number(first)));
    REQUIRE(world.runs(second));
    REQUIRE(world.order(first, JobOrder::hold).code == Errc::none);
    REQUIRE(world.order(first, JobOrder::requeue).code == Errc::none);
    world.schedule();
    REQUIRE(world.order(second, JobOrder::requeue).code == Errc::none);
    world.schedule();
    CHECK(world.job(second).reason == Reason::dependency);
    world.order(first, JobOrder::release);
    world.schedule();
    CHECK(world.runs(second));
}

TEST_CASE("a held job says so, whatever else it waits for") {
    World world{cluster_of(1)};
    const auto first = started(world, tasks(1, 10min));
    auto spec = dependent("afterany:" + number(first));
    spec.hold = true;
    const auto second = world.submit(spec);
    CHECK(world.job(second).reason == Reason::held_by_user);
    world.order(second, JobOrder::release);
    CHECK(world.job(second).reason == Reason::dependency);
    world.order(second, JobOrder::hold);
    world.end(first);
    CHECK_FALSE(world.runs(second));
    CHECK(world.job(second).reason == Reason::held_by_user);
    world.order(second, JobOrder::release);
    world.schedule();
    CHECK(world.runs(second));
}

TEST_CASE("a whole array has ended with its last task, and ended well if all tasks did") {
    for (const bool fails : {false, true}) {
        World world{cluster_of(1)};
        const auto array = started(world, array_of("0-2"));
        const auto any = world.submit(dependent("afterany:" + number(array)));
        const auto well = world.submit(dependent("afterok:" + number(array)));
        const auto badly = world.submit(dependent("afternotok:" + number(array)));
        CHECK(unmet(world, any) == "afterany:" + number(array) + "_*(unfulfilled)");
        const auto tasks_of = world.engine.state().find_array(array)->tasks();
        REQUIRE(tasks_of.size() == 3);
        world.end(tasks_of.at(0), fails ? kFailure : ExitCode{});
        world.end(tasks_of.at(1));
        CHECK_FALSE(world.runs(any));
        world.end(tasks_of.at(2));
        CHECK(world.runs(any));
        CHECK(world.runs(well) == !fails);
        CHECK(world.runs(badly) == fails);
    }
}

TEST_CASE("one task of an array can be waited for, started or not") {
    World world{cluster_of(1, node_of(2))};
    const auto array = world.submit(array_of("0-5"));
    const auto early = world.submit(dependent("afterok:" + number(array) + "_0"));
    const auto late = world.submit(dependent("afterok:" + number(array) + "_5"));
    world.schedule();
    world.end(world.engine.state().find_array(array)->tasks().at(0));
    CHECK(unmet(world, early).empty());
    CHECK(unmet(world, late) == "afterok:" + number(array) + "_5(unfulfilled)");
}

TEST_CASE("aftercorr lets each task start when its counterpart has ended well") {
    World world{cluster_of(1, node_of(8))};
    const auto first = started(world, array_of("0-3"));
    auto spec = array_of("0-4");
    spec.dependency = "aftercorr:" + number(first);
    const auto second = world.submit(spec);
    world.schedule();
    const auto& group = *world.engine.state().find_array(second);
    const auto counterpart = world.engine.state().find_array(first)->tasks();
    CHECK(group.tasks().size() == 1);  // task 4 has no counterpart and so waits for none
    CHECK(world.runs(group.tasks().at(4)));
    world.end(counterpart.at(2));
    REQUIRE(group.tasks().contains(2));
    CHECK(world.runs(group.tasks().at(2)));
    world.end(counterpart.at(1), kFailure);
    CHECK(world.job(group.tasks().at(1)).reason == Reason::dependency_never_satisfied);
    CHECK(world.job(second).array_left == parse_tasks("0,3").value());
    world.end(counterpart.at(0));
    world.end(counterpart.at(3));
    CHECK(group.active() == 4);
    CHECK(world.runs(second));  // the last task has the array's own record
}

}  // namespace sluice::engine::testing
