// SPDX-License-Identifier: Apache-2.0
//
// What steps hold of their job's nodes: which CPUs, memory, GPUs; and who waits for whom because of it.
#include <csignal>

#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

using Counts = std::vector<std::uint32_t>;
using Names = std::vector<std::string>;

/// A job that has all of n1 and n2: two sockets of two cores with two threads, 8 GB and four GPUs each.
struct TwoNodes {
    static ClusterConfig config() {
        NodeSpec node;
        node.sockets = 2;
        node.cores_per_socket = 2;
        node.threads_per_core = 2;
        node.memory = 8_G;
        node.gres = {{"gpu", "", 4}};
        return cluster_of(2, node);
    }
    World w{config()};
    JobId job = w.submit(whole(2, 10h));
    TwoNodes() { w.schedule(); }

    StepNumber start(const StepSpec& spec) {
        const auto number = w.create_step(job, spec);
        if (!number) FAIL(describe(number.error()));
        return *number;
    }
    Errc refusal(const StepSpec& spec) {
        const auto number = w.create_step(job, spec);
        return number ? Errc::none : number.error().code;
    }
    bool runs(StepNumber number) { return w.step(job, number).state == JobState::running; }
    const StepShare& share(StepNumber number, std::size_t node = 0) { return w.step(job, number).shares.at(node); }
};

StepSpec on_n1(std::uint32_t tasks) {
    StepSpec spec;
    spec.tasks = tasks;
    spec.node_list = {"n1"};
    return spec;
}

StepSpec with_gpus(std::uint32_t count) {
    auto spec = on_n1(1);
    spec.gres_given = true;
    spec.gres_per_node = {{"gpu", "", count}};
    return spec;
}

TEST_CASE("steps beside each other have different CPUs") {
    TwoNodes f;
    auto spec = on_n1(1);
    spec.cpus_per_task = 3;
    const auto first = f.start(spec);
    const auto second = f.start(on_n1(2));
    CHECK(f.share(first).cpu_ids == Counts{0, 1, 2});
    CHECK(f.share(second).cpu_ids == Counts{3, 4});
    CHECK(f.share(second).cpus == 2);
    f.w.end_step(f.job, first, "n1");
    CHECK(f.share(f.start(on_n1(1))).cpu_ids == Counts{0});
}

TEST_CASE("a step that uses one thread of each core takes whole cores") {
    TwoNodes f;
    auto spec = on_n1(2);
    spec.threads_per_core = 1;
    const auto step = f.start(spec);
    CHECK(f.share(step).cpu_ids == Counts{0, 1, 2, 3});
    spec.tasks = 5;
    CHECK(f.refusal(spec) == Errc::too_many_cpus);
    spec.tasks = 3;
    CHECK_FALSE(f.runs(f.start(spec)));  // two cores are left
}

TEST_CASE("tasks of a step are limited on each core and each socket") {
    TwoNodes f;
    StepSpec spec;
    spec.tasks = 4;
    spec.tasks_per_core = 1;
    CHECK(f.share(f.start(spec)).cpu_ids == Counts{0, 1, 2, 3});
    spec.tasks_per_core.reset();
    spec.tasks_per_socket = 1;
    spec.tasks = 5;
    CHECK(f.refusal(spec) == Errc::too_many_cpus);
}

TEST_CASE("without a number of tasks there are as many as --cpus-per-task leaves room for") {
    TwoNodes f;
    StepSpec spec;
    spec.min_nodes = spec.max_nodes = 1;
    spec.cpus_per_task = 3;
    CHECK(f.share(f.start(spec)).tasks == Counts{0, 1});
}

TEST_CASE("steps share the job's memory when they say how much they need") {
    World w{cluster_of(1)};
    auto wanted = whole(1, 1h);
    wanted.memory_per_node = 8_G;
    const auto job = w.submit(wanted);
    w.schedule();
    const auto has = w.job(job).shares[0].memory;
    auto spec = on_n1(1);
    spec.memory_per_node = has - 1_G;
    const auto first = *w.create_step(job, spec);
    spec.memory_per_node = 2_G;
    const auto second = *w.create_step(job, spec);
    CHECK(w.step(job, first).shares[0].memory == has - 1_G);
    CHECK(w.step(job, second).state == JobState::pending);
    const auto third = *w.create_step(job, on_n1(1));  // says nothing
    CHECK(w.step(job, third).state == JobState::running);
    spec.overlap = true;
    CHECK(w.step(job, *w.create_step(job, spec)).state == JobState::running);
    w.end_step(job, first, "n1");
    CHECK(w.step(job, second).state == JobState::running);
    spec.memory_per_node = has + 1_G;
    CHECK(w.create_step(job, spec).error().code == Errc::too_many_cpus);
}

TEST_CASE("steps that ask for GPUs have different ones; others see what the job has") {
    TwoNodes f;
    const auto first = f.start(with_gpus(3));
    CHECK(f.share(first).gres == std::vector<GresDevices>{{"gpu", "", {0, 1, 2}}});
    const auto second = f.start(with_gpus(2));
    CHECK_FALSE(f.runs(second));
    CHECK(f.share(f.start(with_gpus(1))).gres == std::vector<GresDevices>{{"gpu", "", {3}}});
    CHECK(f.share(f.start(on_n1(1))).gres == std::vector<GresDevices>{{"gpu", "", {0, 1, 2, 3}}});
    CHECK(f.share(f.start(with_gpus(0))).gres.empty());
    f.w.end_step(f.job, first, "n1");
    CHECK(f.share(second).gres == std::vector<GresDevices>{{"gpu", "", {0, 1}}});
    CHECK(f.refusal(with_gpus(5)) == Errc::too_many_cpus);
}

TEST_CASE("GPUs of a step for each task, and in all") {
    TwoNodes f;
    StepSpec each;
    each.tasks = 3;
    each.gres_given = true;
    each.gpus_per_task = {{"gpu", "", 2}};
    const auto step = f.start(each);
    CHECK(f.share(step, 0).gres == std::vector<GresDevices>{{"gpu", "", {0, 1, 2, 3}}});
    CHECK(f.share(step, 1).gres == std::vector<GresDevices>{{"gpu", "", {0, 1}}});
    f.w.end_step(f.job, step, "n1");
    f.w.end_step(f.job, step, "n2");

    StepSpec all;
    all.min_nodes = all.max_nodes = 2;
    all.gres_given = true;
    all.gpus = {{"gpu", "", 5}};
    const auto five = f.start(all);
    CHECK(f.share(five, 0).gres[0].indices.size() == 3);
    CHECK(f.share(five, 1).gres[0].indices.size() == 2);
    all.gpus = {{"gpu", "", 9}};
    CHECK(f.refusal(all) == Errc::invalid_gres);
}

TEST_CASE("ranks in planes, and on the hosts of a list") {
    TwoNodes f;
    StepSpec plane;
    plane.tasks = 6;
    plane.distribution = Distribution::plane;
    plane.plane_size = 4;
    const auto step = f.start(plane);
    CHECK(f.share(step, 0).tasks == Counts{0, 1, 2, 3});
    CHECK(f.share(step, 1).tasks == Counts{4, 5});
    StepSpec listed;
    listed.distribution = Distribution::arbitrary;
    listed.node_list = {"n2", "n1", "n2"};
    listed.tasks = 3;
    const auto other = f.start(listed);
    CHECK(f.w.step(f.job, other).nodes() == Names{"n2", "n1"});
    CHECK(f.share(other, 0).tasks == Counts{0, 2});
    CHECK(f.share(other, 1).tasks == Counts{1});
}

// ---- jobs ----

/// What a job gets of a cluster of such nodes.
struct Asked {
    World w{TwoNodes::config()};
    std::string nodes_of(const JobSpec& spec) {
        const auto job = w.submit(spec);
        w.schedule();
        return w.nodes_of(job);
    }
};

TEST_CASE("a job with GPUs for each task gets so many tasks on a node") {
    Asked f;
    auto spec = tasks(4, 1h);
    spec.gpus.per_task = {{"gpu", "", 2}};
    const auto job = f.w.submit(spec);
    f.w.schedule();
    CHECK(f.w.tasks_of(job) == Counts{2, 2});
    CHECK(f.w.job(job).shares[0].gres[0].indices.size() == 4);
    spec.tasks = 5;
    CHECK(f.w.refusal(spec).code == Errc::nodes_unavailable);
}

TEST_CASE("GPUs in all come in even parts from the fewest nodes that have them") {
    Asked f;
    auto spec = nodes(1, 1h);
    spec.min_nodes.reset();
    spec.max_nodes.reset();
    spec.gpus.total = {{"gpu", "", 4}};
    SECTION("all on one node") { CHECK(f.nodes_of(spec) == "n1"); }
    SECTION("on two, because their CPUs would not suffice") {
        spec.gpus.total = {{"gpu", "", 2}};
        spec.gpus.cpus_per_gpu = 8;
        CHECK(f.nodes_of(spec) == "n[1-2]");
    }
    SECTION("not at all") {
        spec.gpus.total = {{"gpu", "", 10}};
        CHECK(f.w.refusal(spec).code == Errc::nodes_unavailable);
    }
}

TEST_CASE("CPUs and memory come with GPUs") {
    Asked f;
    auto spec = nodes(1, 1h);
    spec.gres_per_node = {{"gpu", "", 2}};
    spec.gpus.cpus_per_gpu = 3;
    spec.gpus.memory_per_gpu = 1_G;
    const auto job = f.w.submit(spec);
    f.w.schedule();
    CHECK(f.w.job(job).shares[0].cpus == 6);
    CHECK(f.w.job(job).shares[0].memory == 2_G);
}

TEST_CASE("one thread of each core, one task on each core") {
    Asked f;
    auto spec = tasks(3, 1h);
    spec.shape.threads_per_core = 1;
    const auto job = f.w.submit(spec);
    f.w.schedule();
    CHECK(f.w.job(job).shares[0].cpus == 6);
    auto by_core = tasks(5, 1h);
    by_core.shape.tasks_per_core = 1;
    const auto second = f.w.submit(by_core);
    f.w.schedule();
    CHECK(f.w.job(second).total_cpus() == 10);
    auto sockets = tasks(1, 1h);
    sockets.shape.sockets = 3;
    CHECK(f.w.refusal(sockets).code == Errc::nodes_unavailable);
}

// ---- warnings ----

TEST_CASE("a job gets the signal of --signal once, so long before its limit") {
    World w{cluster_of(1)};
    auto spec = nodes(1, 10min);
    spec.warning = {SIGUSR1, Duration{90}, false};
    SECTION("its steps, not the batch shell") {
        const auto job = w.submit(spec);
        w.schedule();
        const auto step = *w.create_step(job, on_n1(1));
        w.advance(10min - 91s);
        CHECK(w.effects<SignalStep>().empty());
        w.advance(1s);
        REQUIRE(w.effects<SignalStep>().size() == 1);
        CHECK(w.effects<SignalStep>()[0].run.step == step);
        CHECK(w.effects<SignalStep>()[0].signal == SIGUSR1);
        w.advance(80s);
        CHECK(w.effects<SignalStep>().size() == 1);
        w.advance(10s);
        CHECK(w.job(job).state == JobState::timeout);
    }
    SECTION("the batch shell alone") {
        spec.warning.batch_only = true;
        const auto job = w.submit(spec);
        w.schedule();
        w.create_step(job, on_n1(1)).value();
        w.advance(10min - 90s);
        REQUIRE(w.effects<SignalStep>().size() == 1);
        CHECK(w.effects<SignalStep>()[0].run.step == kBatchStep);
        CHECK_FALSE(w.effects<SignalStep>()[0].whole_step);
    }
    SECTION("also when the limit is shorter than that") {
        spec.time_limit = 60s;
        const auto job = w.submit(spec);
        w.schedule();
        w.create_step(job, on_n1(1)).value();
        w.advance(1s);
        CHECK(w.effects<SignalStep>().size() == 1);
    }
}

}  // namespace
}  // namespace sluice::engine::testing
