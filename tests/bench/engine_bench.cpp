// SPDX-License-Identifier: Apache-2.0
//
// The complete engine at scale: what a submission, a waiting job and a look at the queue cost when a cluster
// of 16,384 nodes has 100,000 jobs waiting, and what an array of a million tasks does.
#include <malloc.h>

#include <cstdlib>

#include "tests/bench/bench.hpp"

#include "scheduler/engine/engine.hpp"

namespace {

using namespace sluice;
using namespace sluice::engine;
using namespace sluice::bench;

enum class Nodes { whole, shared };

ClusterConfig cluster_of(std::uint32_t nodes, Nodes kind) {
    ClusterConfig config;
    config.emulated = true;
    config.scheduling.max_array_size = 1'000'001;
    PartitionSpec partition;
    partition.name = "batch";
    partition.is_default = true;
    partition.exclusive = kind == Nodes::whole;
    if (kind == Nodes::shared) partition.default_memory_per_cpu = Mebibytes{4 * 1024};
    for (std::uint32_t i = 1; i <= nodes; ++i) {
        NodeSpec node;
        node.name = fmt::format("n{}", i);
        node.cores_per_socket = 32;
        node.memory = Mebibytes{128 * 1024};
        partition.nodes.push_back(node.name);
        config.nodes.push_back(std::move(node));
    }
    config.partitions.push_back(std::move(partition));
    return config;
}

/// As sbatch sends it: so many nodes, or where nodes are shared every other time so many tasks.
JobSpec job_of(std::uint32_t number, std::uint32_t widest, Nodes kind, UsualJobs& jobs) {
    JobSpec spec;
    spec.name = "simulate";
    spec.partitions = {"batch"};
    spec.user = UserId{1000 + number % 100};
    spec.user_name = fmt::format("user{}", number % 100);
    spec.group_name = "research";
    if (kind == Nodes::shared && number % 2 == 0) spec.tasks = jobs.nodes(8 * widest);
    else spec.min_nodes = spec.max_nodes = jobs.nodes(widest);
    if (kind == Nodes::shared) spec.cpus_per_task = 1u << (number % 4);
    spec.time_limit = Duration{jobs.seconds()};
    spec.work_dir = fmt::format("/home/user{}/runs/case{}", number % 100, number);
    spec.environment_key = fmt::format("{:064x}", number);
    spec.submit_host = "login1.cluster";
    spec.submit_key = fmt::format("{:032x}", number);
    spec.batch.command = spec.work_dir + "/job.sh";
    spec.batch.script_key = spec.environment_key;
    spec.batch.std_out = "slurm-%j.out";
    return spec;
}

std::size_t memory_in_use() { return ::mallinfo2().uordblks; }

void end_one(Engine& engine, JobId id, Instant now) {
    const auto& job = engine.state().find(id)->job;
    StepEnded report;
    report.run = {id, kBatchStep, job.attempt};
    report.node = job.shares.front().node;
    (void)engine.apply(report, now);
}

void run(std::uint32_t nodes, std::uint32_t pending, Nodes kind) {
    const auto context = fmt::format(R"("nodes": {}, "kind": "{}", "pending": {})", nodes, kind == Nodes::whole ? "whole" : "shared", pending);
    const auto widest = std::min(nodes / 4, 128u);
    UsualJobs jobs{1, true};
    Engine engine{cluster_of(nodes, kind)};
    Instant now{Duration{1'000'000}};
    for (const auto& node : engine.state().nodes()) {
        NodeUp up;
        up.node = node.spec.name;
        (void)engine.apply(up, now);
    }
    std::uint32_t number = 0;
    while (engine.state().queue().empty()) {  // until the machine is full
        (void)engine.apply(SubmitJob{job_of(++number, widest, kind, jobs)}, now);
        (void)engine.apply(Schedule{}, now);
    }
    const auto before = memory_in_use();
    const Stopwatch submitting;
    for (std::uint32_t i = 0; i < pending; ++i) (void)engine.apply(SubmitJob{job_of(++number, widest, kind, jobs)}, now);
    report("submission", submitting.seconds() / pending * 1e6, "us", context);
    report("memory_per_pending_job", static_cast<double>(memory_in_use() - before) / pending, "B", context);
    const Stopwatch taking_in;
    (void)engine.apply(Schedule{}, now);
    report("look_at_new_jobs", taking_in.seconds() / pending * 1e6, "us per job", context);
    (void)engine.apply(Schedule{}, now);
    report("memory_per_planned_job", static_cast<double>(memory_in_use() - before) / pending, "B", context);

    constexpr int kEvents = 100;
    end_one(engine, *engine.state().holders().begin(), now);
    (void)engine.apply(Schedule{}, now);
    double spent = 0;
    for (int i = 0; i < kEvents; ++i) {
        now += Duration{1};
        end_one(engine, *engine.state().holders().begin(), now);
        const Stopwatch looking;
        (void)engine.apply(Schedule{}, now);
        spent += looking.seconds();
    }
    report("look_after_end", spent / kEvents * 1e6, "us", context);

    auto array = job_of(++number, widest, kind, jobs);
    array.array.tasks = {{0, 999'999, 1}};
    (void)engine.apply(Schedule{}, now);  // what is awake falls asleep
    const auto without = memory_in_use();
    if (!engine.apply(SubmitJob{std::move(array)}, now).answer) std::abort();
    for (int i = 0; i < 2; ++i) (void)engine.apply(Schedule{}, now);
    report("array_of_a_million", static_cast<double>(memory_in_use() - without), "B", context);
}

}  // namespace

/// Without arguments all sizes; `engine_bench NODES PENDING whole|shared` one of them.
int main(int argc, char** argv) {
    if (argc == 4) {
        const auto number = [&](int i) { return static_cast<std::uint32_t>(std::stoul(argv[i])); };
        run(number(1), number(2), std::string_view{argv[3]} == "shared" ? Nodes::shared : Nodes::whole);
        return 0;
    }
    for (const auto kind : {Nodes::whole, Nodes::shared}) {
        if (is_smoke_run(argc, argv)) {
            run(64, 100, kind);
            continue;
        }
        run(1'024, 10'000, kind);
        run(16'384, 100'000, kind);
    }
}
