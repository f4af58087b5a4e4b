// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/job_file.hpp"

#include "scheduler/sim/dependency_numbers.hpp"
#include "tests/unit/sim/sample.hpp"

using namespace sluice;
using namespace sluice::sim;
using namespace sluice::sim::testing;

namespace {

Workload good(std::string_view text) {
    auto workload = parse_job_file(text, "jobs.yaml");
    if (!workload) FAIL(to_string(workload.error()));
    return std::move(*workload);
}

std::string faults(std::string_view text) {
    const auto workload = parse_job_file(text, "j");
    REQUIRE_FALSE(workload.has_value());
    return to_string(workload.error());
}

}  // namespace

TEST_CASE("a job says when it comes and how long it takes, and the rest in the words of sbatch") {
    const auto workload = good(R"(
- submit: 10m
  run: 2h
  user: alice
  account: physics
  nodes: 2-4
  ntasks: 8
  cpus-per-task: 2
  mem: 4G
  gres: gpu:2
  time: 1-00:00:00
  partition: batch,long
  constraint: fast
  exclusive: true
  nice: 5
)");
    REQUIRE(workload.jobs.size() == 1);
    const auto& job = workload.jobs.front();
    CHECK(job.number == 1);
    CHECK(job.submit == at(600));
    CHECK(job.run == Duration{7200});
    CHECK(job.line == 2);
    CHECK(user_name(workload, job) == "alice");
    const auto& spec = workload.specs.front();
    CHECK(spec.user_name == "alice");
    CHECK(spec.account == "physics");
    CHECK(spec.min_nodes == 2);
    CHECK(spec.max_nodes == 4);
    CHECK(spec.tasks == 8);
    CHECK(spec.cpus_per_task == 2);
    CHECK(spec.memory_per_node == Mebibytes{4096});
    CHECK(spec.gres_per_node == std::vector<GresCount>{{"gpu", "", 2}});
    CHECK(spec.time_limit == Duration{86'400});
    CHECK(spec.partitions == std::vector<std::string>{"batch", "long"});
    CHECK(spec.constraint == "fast");
    CHECK(spec.sharing == Sharing::exclusive);
    CHECK(spec.nice == 5);
}

TEST_CASE("what is left out means nothing, one user and the start of the trace") {
    const auto workload = good("- run: 30\n- {run: 30, exclusive: false, hold: true, job: 17}\n");
    CHECK(workload.jobs[0].submit == at(0));
    CHECK(workload.jobs[0].number == 1);
    CHECK(workload.jobs[1].number == 17);
    CHECK(workload.specs[0] == [&] {
        JobSpec spec = workload.specs[1];
        spec.hold = false;
        return spec;
    }());
    CHECK(workload.specs[0].sharing == Sharing::normal);
    CHECK(workload.specs[1].hold);
}

TEST_CASE("a list stands for its items with commas") {
    CHECK(good("- {run: 30, partition: [a, b]}\n").specs[0].partitions == std::vector<std::string>{"a", "b"});
}

TEST_CASE("jobs and what they ask for are sorted together") {
    const auto workload = good("- {submit: 20, run: 1, ntasks: 2}\n- {submit: 10, run: 1, ntasks: 1}\n");
    CHECK(workload.jobs[0].number == 2);
    CHECK(workload.specs[0].tasks == 1);
    CHECK(workload.jobs[1].number == 1);
    CHECK(workload.specs[1].tasks == 2);
}

TEST_CASE("a mistake in a job file has a place and says what is right") {
    struct Case {
        std::string_view text;
        std::string_view message;
    };
    const Case cases[] = {
        {"- {submit: 5}\n", "j:1:3: key 'run' is missing"},
        {"- run: 5\n  submit: soon\n", "j:2:11: 'soon' is not a duration"},
        {"- run: 0\n", "j:1:8: '0' is out of range"},
        {"- run: 5\n  nodez: 2\n", "j:2:3: unknown key 'nodez' (did you mean 'nodes'?)"},
        {"- run: 5\n  time: x:y\n", "j:2:9: Invalid --time specification"},
        {"- run: 5\n  hold: maybe\n", "j:2:9: 'maybe' does not fit here; allowed: true, false"},
        {"- run: 5\n  nodes: {a: 1}\n", "j:2:10: a map of keys does not fit here"},
        {"- {run: 5, job: 2}\n- run: 5\n", "j:2:3: job 2 is there already, on line 1"},
        {"- run: 5\n  run: 6\n", "j:2:3: key 'run' is given twice"},
        {"- run: 5\n  mem: 1G\n  mem-per-cpu: 1G\n", "mutually exclusive"},
        {"run: 5\n", "j:1:1: a map of keys where the jobs belong"},
        {"- 5\n", "j:1:3: '5' does not fit here"},
        {"", "nothing where the jobs belong"},
        {"- run: 5\n  bell: true\n", "unknown key 'bell'"},
        {"- run: [\n", "j:"},
    };
    for (const auto& [text, message] : cases) {
        INFO(text);
        CHECK_THAT(faults(text), Catch::Contains(std::string{message}));
    }
}

TEST_CASE("all mistakes of a file are told at once") {
    const auto text = faults("- run: x\n- run: y\n- {run: 5, tim: 1}\n");
    for (const auto* place : {"j:1:8", "j:2:8", "j:3:12"}) CHECK_THAT(text, Catch::Contains(place));
}

TEST_CASE("dependencies get the ids that the engine gave to the jobs they name") {
    const auto id_of = [](std::int64_t number) -> std::optional<JobId> {
        if (number > 9) return std::nullopt;
        return JobId{static_cast<std::uint32_t>(100 + number)};
    };
    const auto renumbered = [&](std::string_view text) { return renumber_dependency(text, id_of).value(); };
    CHECK(renumbered("") == "");
    CHECK(renumbered("singleton") == "singleton");
    CHECK(renumbered("afterok:1") == "afterok:101");
    CHECK(renumbered("afterok:1:2,afterany:3?after:4+5") == "afterok:101:102,afterany:103?after:104+5");
    CHECK(renumbered("aftercorr:2_7") == "aftercorr:102_7");
    CHECK(renumber_dependency("afterok:1:12", id_of).error().detail ==
          "it depends on job 12, which was not submitted before it");
}
