// SPDX-License-Identifier: Apache-2.0
//
// The complete engine on the virtual clock.
#include "scheduler/sim/engine_machine.hpp"

#include "scheduler/config/load.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/sim/csv.hpp"
#include "scheduler/sim/job_file.hpp"
#include "scheduler/sim/simulate.hpp"
#include "scheduler/sim/starts.hpp"
#include "tests/unit/sim/sample.hpp"

using namespace sluice;
using namespace sluice::sim;
using namespace sluice::sim::testing;

namespace {

/// Four nodes of four cores; see data/cluster.yaml.
ClusterConfig sample_cluster() { return load_file(kData + "cluster.yaml").value(); }

struct Ran {
    Outcome outcome;
    std::string why_last;  // why the last job waits

    explicit Ran(std::string_view jobs) : Ran{parse_job_file(jobs, "jobs.yaml").value()} {}
    explicit Ran(Workload workload) {
        outcome.workload = std::move(workload);
        const auto config = sample_cluster();
        for (const auto& node : config.nodes) outcome.node_names.push_back(node.name);
        for (const auto& partition : config.partitions) outcome.partition_names.push_back(partition.name);
        EngineMachine machine{config, outcome.workload};
        outcome.results = simulate(outcome.workload, machine);
        why_last = machine.why_waiting(static_cast<JobIndex>(outcome.workload.jobs.size() - 1));
    }

    [[nodiscard]] const JobRun& run(std::int64_t number) const {
        const auto found = std::ranges::find(outcome.workload.jobs, number, &SimJob::number);
        return outcome.results.runs.at(static_cast<std::size_t>(found - outcome.workload.jobs.begin()));
    }
    [[nodiscard]] std::int64_t start(std::int64_t number) const { return run(number).start.time_since_epoch().count(); }
    [[nodiscard]] std::string nodes(std::int64_t number) const { return outcome.nodes_of(run(number)); }
};

}  // namespace

TEST_CASE("jobs share nodes, wait for each other, and end at their limits") {
    const Ran ran{content_of(kData + "jobs.yaml")};
    CHECK(csv_text(ran.outcome) == content_of(kData + "jobs.csv"));
}

TEST_CASE("a job that nothing can hold is refused with the engine's reason") {
    const Ran ran{"- {run: 60, nodes: 5}\n- {run: 60, partition: none}\n- {run: 60, partition: short, time: 10}\n"};
    REQUIRE(ran.outcome.results.refused.size() == 3);
    CHECK_THAT(ran.outcome.results.refused[0].text, Catch::Contains("jobs.yaml:1: job 1 was refused: ") &&
                                                        Catch::Contains("5 nodes needed, partition batch has 4"));
    CHECK_THAT(ran.outcome.results.refused[1].text, Catch::Contains("jobs.yaml:2: ") && Catch::Contains("none"));
    CHECK_THAT(ran.outcome.results.refused[2].text, Catch::Contains("jobs.yaml:3: "));
}

TEST_CASE("a job that never starts says why") {
    const Ran ran{"- {run: 60, ntasks: 1}\n- {run: 60, ntasks: 1, hold: true}\n"};
    CHECK(ran.run(1).ran());
    CHECK_FALSE(ran.run(2).ran());
    CHECK(ran.why_last == "JobHeldUser");
}

TEST_CASE("the limit of the partition ends a job that asks for none") {
    const Ran ran{"- {run: 1h, ntasks: 1}\n- {run: 1h, ntasks: 1, partition: short}\n"};
    CHECK(ran.run(1).elapsed() == Duration{600});
    CHECK(ran.run(1).state == JobState::timeout);
    CHECK(ran.run(2).elapsed() == Duration{300});
}

TEST_CASE("a job may not begin before its time") {
    const Ran ran{"- {submit: 10, run: 60, ntasks: 1, begin: now+100}\n"};
    CHECK(ran.start(1) == 110);
}

TEST_CASE("a job of a trace gets as many whole nodes as its processors fill") {
    Workload workload;
    workload.jobs = {job_of(1, 0, 10, 4, 20), job_of(2, 0, 10, 5, 20), job_of(3, 0, 10, 5, 20)};
    const Ran ran{std::move(workload)};
    CHECK(ran.run(1).node_count == 1);
    CHECK(ran.run(1).procs == 4);
    CHECK(ran.run(2).node_count == 2);
    CHECK(ran.run(2).procs == 5);
    CHECK(ran.start(3) == 10);  // one node is left
}

TEST_CASE("users and groups of a trace have names") {
    auto job = job_of(1, 0, 10, 1, 20);
    CHECK(spec_of_trace_job(job, 4).user_name.empty());
    job.user = 12;
    job.group = 3;
    const auto spec = spec_of_trace_job(job, 4);
    CHECK(spec.user_name == "u12");
    CHECK(spec.account == "g3");
    CHECK(spec.time_limit == Duration{20});
}

TEST_CASE("the same workload gives the same decisions") {
    const auto jobs = content_of(kData + "jobs.yaml");
    const Ran first{jobs}, second{jobs};
    CHECK(starts_text(first.outcome.workload, first.outcome.results) ==
          starts_text(second.outcome.workload, second.outcome.results));
}
