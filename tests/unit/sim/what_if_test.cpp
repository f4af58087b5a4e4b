// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/what_if.hpp"

#include <catch2/catch.hpp>

#include "scheduler/commands/what_if.hpp"
#include "scheduler/sim/engine_machine.hpp"
#include "scheduler/sim/simulate.hpp"

using namespace sluice;
using namespace sluice::sim;

namespace {

constexpr Instant t0{Duration{1'700'000'000}};

ClusterConfig nodes(std::uint32_t count) {
    ClusterConfig config;
    config.emulated = true;
    PartitionSpec batch;
    batch.name = "batch";
    batch.is_default = batch.exclusive = true;
    for (std::uint32_t i = 1; i <= count; ++i) {
        NodeSpec node;
        node.name = "n" + std::to_string(i);
        node.memory = Mebibytes{1000};
        batch.nodes.push_back(node.name);
        config.nodes.push_back(std::move(node));
    }
    config.partitions.push_back(std::move(batch));
    return config;
}

Job job_of(std::uint32_t id, std::string account, Duration submitted) {
    Job job;
    job.id = JobId{id};
    job.spec.name = "job";
    job.spec.account = std::move(account);
    job.spec.min_nodes = 1;
    job.spec.time_limit = job.time_limit = Duration{600};
    job.submitted = t0 + submitted;
    job.priority = 1000 - id;
    job.partition = "batch";
    return job;
}

Job finished(Job job, Duration start, Duration run) {
    job.state = JobState::completed;
    job.started = t0 + start;
    job.ended = *job.started + run;
    return job;
}

Measures simulated(Workload workload, const ClusterConfig& config) {
    EngineMachine machine{config, workload};
    const auto results = simulate(workload, machine);
    return measure_groups(workload, results, config);
}

}  // namespace

TEST_CASE("a history is run again on more nodes, and waits become shorter") {
    std::vector<Job> jobs{finished(job_of(1, "chem", Duration{0}), Duration{0}, Duration{100}),
                          finished(job_of(2, "bio", Duration{0}), Duration{100}, Duration{100}), job_of(3, "bio", Duration{5})};
    const auto workload = replay_of(jobs);
    REQUIRE(workload.jobs.size() == 2);  // the third never started
    const auto before = simulated(workload, nodes(1)), after = simulated(workload, nodes(2));
    CHECK(before.accounts.at("bio").mean_wait == 100);
    CHECK(after.accounts.at("bio").mean_wait == 0);
    CHECK(before.partitions.at("batch").jobs == 2);
    CHECK(before.all.mean_slowdown == Approx(1.5));
    CHECK(before.utilization == Approx(1.0));
    CHECK(after.utilization == Approx(1.0));
    CHECK(comparison(before, after).find("bio") != std::string::npos);
}

TEST_CASE("the present goes on: who runs keeps its nodes for what is left, who waits follows by priority") {
    auto running = job_of(1, "chem", Duration{0});
    running.state = JobState::running;
    running.started = t0;
    running.shares = {{"n1", 1, 1, {0}, Mebibytes{0}, {}}};
    auto held = job_of(4, "bio", Duration{0});
    held.priority = 0;
    const std::vector<Job> jobs{job_of(2, "bio", Duration{10}), running, held};
    const auto workload = present_of(jobs, t0 + Duration{400});
    REQUIRE(workload.jobs.size() == 2);
    const auto one = simulated(workload, nodes(1));
    CHECK(one.accounts.at("chem").mean_wait == 0);
    CHECK(one.accounts.at("bio").mean_wait == 200);
    CHECK(simulated(workload, nodes(2)).accounts.at("bio").mean_wait == 0);
}

TEST_CASE("spans of time have a unit") {
    CHECK(commands::parse_span("7d").value() == Duration{7 * 86'400});
    CHECK(commands::parse_span("90s").value() == Duration{90});
    for (const char* bad : {"", "7", "d", "0h", "-1d", "7y"}) CHECK_FALSE(commands::parse_span(bad));
}
