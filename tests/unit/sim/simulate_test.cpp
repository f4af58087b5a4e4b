// SPDX-License-Identifier: Apache-2.0
//
// The driver alone, with a machine that does as it is told and notes what it hears.
#include "scheduler/sim/simulate.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "tests/unit/sim/sample.hpp"

using namespace sluice;
using namespace sluice::sim;
using namespace sluice::sim::testing;

namespace {

/// Starts a job as soon as it is there, unless it is told to do something else.
class ScriptedMachine final : public Machine {
  public:
    explicit ScriptedMachine(const Workload& workload) : workload_{workload} {}

    Result<void> submit(JobIndex job, Instant now) override {
        note(fmt::format("submit {}", job), now);
        if (refused.contains(job)) return fail(Errc::invalid_partition, "no");
        if (!never.contains(job)) waiting_.push_back({job, JobState::running, workload_.jobs[job].limit, 1});
        return {};
    }
    void end(JobIndex job, ExitCode code, Instant now) override {
        note(fmt::format("end {} {}", job, to_string(code)), now);
    }
    void pass(Instant now, Changes& changes) override {
        note("pass", now);
        changes.clear();
        std::swap(changes.jobs, waiting_);
        const auto planned = at_pass.find(now.time_since_epoch().count());
        if (planned != at_pass.end())
            changes.jobs.insert(changes.jobs.end(), planned->second.begin(), planned->second.end());
        while (!wakes.empty() && *wakes.begin() <= now) wakes.erase(wakes.begin());
    }
    [[nodiscard]] std::optional<Instant> next_wake() const override {
        if (always_awake) return Instant{};
        return wakes.empty() ? std::optional<Instant>{} : *wakes.begin();
    }

    std::set<JobIndex> refused, never;
    std::set<Instant> wakes;
    bool always_awake = false;
    std::map<std::int64_t, std::vector<Change>> at_pass;
    std::vector<std::string> log;

  private:
    void note(const std::string& what, Instant now) {
        log.push_back(fmt::format("{}: {}", now.time_since_epoch().count(), what));
    }

    const Workload& workload_;
    std::vector<Change> waiting_;
};

Workload workload_of(std::vector<SimJob> jobs) {
    Workload workload;
    workload.name = "t";
    workload.jobs = std::move(jobs);
    return workload;
}

}  // namespace

TEST_CASE("R5: at one instant first all ends, then all submissions, then one pass") {
    auto workload = workload_of({job_of(1, 0, 10, 1, 99), job_of(2, 0, 10, 1, 99), job_of(3, 10, 5, 1, 99)});
    ScriptedMachine machine{workload};
    const auto results = simulate(workload, machine);
    CHECK(machine.log == std::vector<std::string>{"0: submit 0", "0: submit 1", "0: pass", "10: end 0 0:0",
                                                  "10: end 1 0:0", "10: submit 2", "10: pass", "15: end 2 0:0",
                                                  "15: pass"});
    CHECK(results.runs[2].start == at(10));
    CHECK(results.runs[2].end == at(15));
    CHECK(results.runs[2].state == JobState::completed);
}

TEST_CASE("a job ends at its limit if its run time is longer, and only then by a signal") {
    auto workload = workload_of({job_of(1, 0, 11, 1, 10), job_of(2, 0, 10, 1, 10), job_of(3, 0, 9, 1, 10)});
    workload.jobs[2].exit_status = 3;
    ScriptedMachine machine{workload};
    const auto results = simulate(workload, machine);
    CHECK(results.runs[0].end == at(10));
    CHECK(results.runs[0].state == JobState::timeout);
    CHECK(results.runs[1].end == at(10));
    CHECK(results.runs[1].state == JobState::completed);
    CHECK(results.runs[2].state == JobState::failed);
    CHECK(std::ranges::count(machine.log, "10: end 0 0:15") == 1);
    CHECK(std::ranges::count(machine.log, "9: end 2 3:0") == 1);
}

TEST_CASE("the machine is asked when it wants to be, but not twice at one instant") {
    auto workload = workload_of({job_of(1, 0, 10, 1, 99)});
    ScriptedMachine machine{workload};
    machine.wakes = {at(0), at(4)};
    static_cast<void>(simulate(workload, machine));
    CHECK(machine.log ==
          std::vector<std::string>{"0: submit 0", "0: pass", "4: pass", "10: end 0 0:0", "10: pass"});
}

TEST_CASE("a job that is stopped and starts again ends after its second run alone") {
    auto workload = workload_of({job_of(1, 0, 10, 1, 99), job_of(2, 6, 1, 1, 99)});
    ScriptedMachine machine{workload};
    machine.at_pass[6] = {{0, JobState::pending}};
    machine.at_pass[7] = {{0, JobState::running, Duration{99}, 1}};
    const auto results = simulate(workload, machine);
    CHECK(results.runs[0].starts == 2);
    CHECK(results.runs[0].start == at(7));
    CHECK(results.runs[0].end == at(17));
    CHECK(std::ranges::count(machine.log, "10: pass") == 1);  // the first run's end is noticed, and passed over
    CHECK(std::ranges::count(machine.log, "10: end 0 0:0") == 0);
}

TEST_CASE("a job that the machine ends keeps the state it was given") {
    auto workload = workload_of({job_of(1, 0, 10, 1, 99), job_of(2, 6, 1, 1, 99)});
    ScriptedMachine machine{workload};
    machine.at_pass[6] = {{0, JobState::cancelled}};
    const auto results = simulate(workload, machine);
    CHECK(results.runs[0].state == JobState::cancelled);
    CHECK(results.runs[0].end == at(6));
    CHECK(results.runs[0].ran());
}

TEST_CASE("a refused job is named with its line and the reason; the others go on") {
    auto workload = workload_of({job_of(1, 0, 10, 1, 99), job_of(2, 0, 10, 1, 99)});
    workload.jobs[0].line = 7;
    ScriptedMachine machine{workload};
    machine.refused = {0};
    const auto results = simulate(workload, machine);
    REQUIRE(results.refused.size() == 1);
    CHECK_THAT(results.refused[0].text, Catch::StartsWith("t:7: job 1 was refused: ") && Catch::EndsWith("no"));
    CHECK(results.runs[0].refused);
    CHECK_FALSE(results.runs[0].ran());
    CHECK(results.runs[1].ran());
}

TEST_CASE("a simulation ends although a job never starts, and even if the machine never rests") {
    auto workload = workload_of({job_of(1, 0, 10, 1, 99), job_of(2, 0, 10, 1, 99)});
    ScriptedMachine machine{workload};
    machine.never = {1};
    machine.always_awake = GENERATE(false, true);
    const auto results = simulate(workload, machine);
    CHECK(results.runs[0].ran());
    CHECK(results.runs[1].state == JobState::pending);
    CHECK_FALSE(results.runs[1].ran());
}

TEST_CASE("progress grows up to the number of jobs") {
    auto workload = workload_of({job_of(1, 0, 10, 1, 99), job_of(2, 0, 20, 1, 99)});
    ScriptedMachine machine{workload};
    std::vector<std::size_t> seen;
    static_cast<void>(simulate(workload, machine, [&](std::size_t done, std::size_t of) {
        CHECK(of == 2);
        seen.push_back(done);
    }));
    CHECK(seen == std::vector<std::size_t>{1, 2});
}
