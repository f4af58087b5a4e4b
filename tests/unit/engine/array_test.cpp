// SPDX-License-Identifier: Apache-2.0
//
// Job arrays: one record for all tasks that have not started, one for each that has.
#include "scheduler/model/array.hpp"

#include "scheduler/model/job_target.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

JobSpec array_of(const std::string& tasks_text, std::uint32_t most = 0) {
    auto spec = tasks(1, 10min);
    spec.array.tasks = parse_tasks(tasks_text).value();
    spec.array.most_running = most;
    return spec;
}

std::vector<ArrayRange> of(const std::string& text) { return parse_tasks(text).value(); }

/// How its parts are called, and in what state they are: `1_0 R 1_[1-3] PD`.
std::string parts(const World& world, JobId array) {
    std::string text;
    for (const auto& [id, entry] : world.engine.state().jobs()) {
        if (entry.job.array_job != array) continue;
        text += (text.empty() ? "" : " ") + shown_id(entry.job) + " " + std::string{shown_code(entry.job)};
    }
    return text;
}

JobId task_of(const World& world, JobId array, std::uint32_t task) {
    return world.engine.state().find_array(array)->tasks().at(task);
}

Errc order(World& world, JobId array, JobOrder what, const std::string& some = "") {
    const auto outcome = world.apply(OrderJob{array, what, kAlice, some.empty() ? std::vector<ArrayRange>{} : of(some)});
    return outcome.answer ? Errc::none : outcome.answer.error().code;
}

Errc cancel(World& world, JobId array, const std::string& some = "", std::uint32_t signal = 0) {
    CancelJob event;
    event.job = array;
    event.by = kAlice;
    event.signal = signal;
    if (!some.empty()) event.array_tasks = of(some);
    const auto outcome = world.apply(event);
    return outcome.answer ? Errc::none : outcome.answer.error().code;
}

Errc change(World& world, ChangeJob event, JobId array, const std::string& some = "") {
    event.job = array;
    event.by = kAlice;
    if (!some.empty()) event.array_tasks = of(some);
    const auto outcome = world.apply(event);
    return outcome.answer ? Errc::none : outcome.answer.error().code;
}

}  // namespace

TEST_CASE("a million tasks are one record until they start") {
    auto config = cluster_of(1, node_of(2));
    config.scheduling.max_array_size = 1'000'000;
    World world{config};
    const auto array = world.submit(array_of("0-999999"));
    CHECK(world.engine.state().jobs().size() == 1);
    world.schedule();
    CHECK(parts(world, array) == "1_[2-999999] PD 1_0 R 1_1 R");
    CHECK(cancel(world, array) == Errc::none);
    world.schedule();
    CHECK(parts(world, array) == "1_[2-999999] CA 1_0 CA 1_1 CA");
}

TEST_CASE("each task starts as a job of its own, the last one with the array's number") {
    World world{cluster_of(1, node_of(4))};
    const auto array = world.submit(array_of("1,3-5"));
    world.schedule();
    CHECK(parts(world, array) == "1_5 R 1_1 R 1_3 R 1_4 R");
    CHECK(world.job(JobId{2}).array_task == 1);
    CHECK(world.job(JobId{2}).spec.array == world.job(array).spec.array);
    CHECK(world.effects<LaunchStep>().size() == 4);
    world.end(JobId{3}, {7, 0});
    CHECK(world.job(JobId{3}).state == JobState::failed);
    CHECK(world.runs(array));
}

TEST_CASE("tasks of an array start one after the other as room comes free, other jobs in their turn") {
    World world{cluster_of(1, node_of(2))};
    const auto array = world.submit(array_of("0-3"));
    const auto other = world.submit(tasks(1, 10min));
    world.schedule();
    CHECK(parts(world, array) == "1_[2-3] PD 1_0 R 1_1 R");
    CHECK(world.job(array).reason == Reason::resources);
    world.end(task_of(world, array, 0));
    CHECK(parts(world, array) == "1_[3] PD 1_0 CD 1_1 R 1_2 R");
    world.end(task_of(world, array, 1));
    CHECK(parts(world, array) == "1_3 R 1_0 CD 1_1 CD 1_2 R");
    CHECK_FALSE(world.runs(other));
}

TEST_CASE("no more tasks run than the limit after the per cent sign, and the record says that this holds it") {
    World world{cluster_of(1, node_of(4))};
    const auto array = world.submit(array_of("0-4", 2));
    const auto other = world.submit(tasks(2, 10min));
    world.schedule();
    CHECK(parts(world, array) == "1_[2-4%2] PD 1_0 R 1_1 R");
    CHECK(world.job(array).reason == Reason::array_task_limit);
    CHECK_FALSE(world.job(array).planned_start);
    CHECK(world.runs(other));
    SECTION("it is raised while they run") {
        world.end(other);
        ChangeJob event;
        event.array_throttle = 3;
        CHECK(change(world, event, array) == Errc::none);
        world.schedule();
        CHECK(parts(world, array) == "1_[3-4%3] PD 1_0 R 1_1 R 1_2 R");
        event.array_throttle = 0;
        CHECK(change(world, event, array) == Errc::none);
        world.schedule();
        CHECK(world.engine.state().find_array(array)->active() == 4);
    }
    SECTION("the next starts when one has ended") {
        world.end(task_of(world, array, 0));
        CHECK(world.runs(task_of(world, array, 2)));
        CHECK(world.engine.state().find_array(array)->active() == 2);
        CHECK(world.job(array).reason == Reason::array_task_limit);
    }
}

TEST_CASE("an array is cancelled as a whole or in parts") {
    World world{cluster_of(1, node_of(1))};
    const auto array = world.submit(array_of("0-9"));
    world.schedule();
    CHECK(cancel(world, array, "3") == Errc::none);
    CHECK(parts(world, array) == "1_[1-2,4-9] PD 1_0 R 1_3 CA");
    CHECK(cancel(world, array, "4-6,3") == Errc::none);
    CHECK(parts(world, array) == "1_[1-2,7-9] PD 1_0 R 1_3 CA 1_[4-6] CA");
    CHECK(cancel(world, array, "3") == Errc::job_already_done);
    CHECK(cancel(world, array, "11") == Errc::invalid_job_id);
    CHECK(cancel(world, array, "7-9", 10) == Errc::job_pending);
    CHECK(cancel(world, array) == Errc::none);
    world.schedule();
    CHECK(parts(world, array) == "1_[1-2,7-9] CA 1_0 CA 1_3 CA 1_[4-6] CA");
    CHECK(cancel(world, array) == Errc::job_already_done);
}

TEST_CASE("parts of an array are held, released and changed apart from the others") {
    World world{cluster_of(1, node_of(8))};
    auto spec = array_of("0-3");
    spec.hold = true;
    const auto array = world.submit(spec);
    CHECK(order(world, array, JobOrder::release, "1,2") == Errc::none);
    world.schedule();
    CHECK(parts(world, array) == "1_[0,3] PD 1_2 R 1_1 R");
    ChangeJob longer;
    longer.time_limit = 20min;
    CHECK(change(world, longer, array, "3") == Errc::none);
    CHECK(world.job(task_of(world, array, 3)).time_limit == Duration{20min});
    CHECK(world.job(array).time_limit == Duration{10min});
    CHECK(world.job(array).array_left == of("0"));
    ChangeJob impossible;
    impossible.min_nodes = 5;
    CHECK(change(world, impossible, array, "0") == Errc::node_count);
    CHECK(order(world, array, JobOrder::release) == Errc::none);
    world.schedule();
    CHECK(world.engine.state().find_array(array)->active() == 4);
    CHECK(order(world, array, JobOrder::requeue, "2") == Errc::none);
    world.schedule();
    CHECK(world.job(task_of(world, array, 2)).attempt == Attempt{1});
}

TEST_CASE("a refused change splits nothing off") {
    World world{cluster_of(1, node_of(1))};
    auto spec = array_of("0-3");
    spec.hold = true;
    const auto array = world.submit(spec);
    ChangeJob impossible;
    impossible.min_nodes = 5;
    CHECK(change(world, impossible, array, "2") == Errc::too_many_cpus);
    CHECK(world.engine.state().jobs().size() == 1);
    const auto outcome = world.apply(OrderJob{array, JobOrder::hold, kBob, of("2")});
    CHECK(outcome.answer.error().code == Errc::permission_denied);
    CHECK(world.engine.state().jobs().size() == 1);
}

TEST_CASE("an array of singletons runs one task at a time") {
    World world{cluster_of(1, node_of(4))};
    auto spec = array_of("0-2");
    spec.dependency = "singleton";
    const auto array = world.submit(spec);
    world.schedule();
    CHECK(parts(world, array) == "1_[1-2] PD 1_0 R");
    CHECK(world.job(array).reason == Reason::dependency);
    world.end(task_of(world, array, 0));
    CHECK(world.engine.state().find_array(array)->active() == 1);
}

TEST_CASE("arrays larger than the cluster allows, of no batch job or out of order are refused") {
    World world{cluster_of(1)};
    CHECK(world.refusal(array_of("0-1001")).code == Errc::invalid_array);
    CHECK(world.refusal(array_of("0-1000")).code == Errc::none);
    CHECK(world.refusal(allocation(array_of("0-3"))).code == Errc::invalid_array);
    auto broken = array_of("0-3");
    broken.array.tasks = {{3, 5, 1}, {0, 3, 1}};
    CHECK(world.refusal(broken).code == Errc::invalid_array);
    broken.array.tasks = {{3, 5, 0}};
    CHECK(world.refusal(broken).code == Errc::invalid_array);
}

TEST_CASE("a job that can no longer end before its deadline is ended") {
    World world{cluster_of(1, node_of(1))};
    const auto busy = world.submit(tasks(1, 30min));
    auto spec = tasks(1, 10min);
    spec.deadline = t0 + 25min;
    const auto late = world.submit(spec);
    world.advance_to(15min);
    CHECK(world.job(late).state == JobState::pending);
    world.advance_to(15min + 1s);
    CHECK(world.job(late).state == JobState::deadline);
    CHECK(world.job(late).reason == Reason::deadline);
    CHECK(world.runs(busy));
    SECTION("with a smaller limit that it would take, that one counts") {
        spec.time_min = 1min;
        spec.deadline = world.now + 5min;
        const auto flexible = world.submit(spec);
        world.advance(4min);
        CHECK(world.job(flexible).state == JobState::pending);
        world.advance(1s);
        CHECK(world.job(flexible).state == JobState::deadline);
    }
    SECTION("what cannot be met at all is refused") {
        spec.deadline = world.now + 5min;
        CHECK(world.refusal(spec).code == Errc::invalid_time_limit);
        spec.deadline = world.now - 5min;
        CHECK(world.refusal(spec).code == Errc::invalid_time_limit);
        spec.deadline = world.now + 5min;
        spec.time_min = 6min;
        CHECK(world.refusal(spec).code == Errc::invalid_time_min);
        spec.deadline.reset();
        spec.time_min = 11min;
        CHECK(world.refusal(spec).code == Errc::invalid_time_min);
    }
}

TEST_CASE("a job that runs is ended at its deadline") {
    World world{cluster_of(1)};
    auto spec = tasks(1, 10min);
    spec.time_min = 1min;
    spec.deadline = t0 + 5min;
    const auto job = world.submit(spec);
    world.schedule();
    CHECK(world.runs(job));
    world.advance_to(5min);
    CHECK(world.job(job).state == JobState::deadline);
}

}  // namespace sluice::engine::testing
