// SPDX-License-Identifier: Apache-2.0
//
// How fast traces run: jobs per second of each policy on a made-up year of a busy cluster, and how that grows with
// the number of jobs and of processors. With the path of an SWF trace and its processors, on that one instead.
#include "tests/bench/bench.hpp"

#include "scheduler/sim/policy.hpp"
#include "scheduler/sim/pool_machine.hpp"
#include "scheduler/sim/simulate.hpp"
#include "scheduler/sim/load_workload.hpp"

namespace {

using namespace sluice;
using namespace sluice::bench;

/// Jobs that come at random so that the machine is 85 % busy, and use a random part of what they ask for.
sim::Workload busy_year(std::uint32_t jobs, std::uint32_t procs) {
    constexpr double kLoad = 0.85;
    UsualJobs usual{7, true};
    sim::Workload workload;
    workload.name = "made up";
    double clock = 0, work = 0;
    for (std::uint32_t i = 1; i <= jobs; ++i) {
        sim::SimJob job;
        job.number = i;
        job.procs = std::min(usual.nodes(std::max(1u, procs / 4)), procs);
        job.limit = Duration{usual.seconds()};
        job.run = Duration{1 + static_cast<std::int64_t>(usual.share() * static_cast<double>(job.limit.count() - 1))};
        work += static_cast<double>(job.run.count()) * job.procs;
        clock = work / (kLoad * procs);
        job.submit = Instant{Duration{static_cast<std::int64_t>(clock)}};
        workload.jobs.push_back(job);
    }
    return workload;
}

double jobs_per_second(sim::Workload workload, std::uint32_t procs, const std::string& policy) {
    SchedulingSpec settings;
    sim::apply(*sim::find_policy(policy), settings);
    sim::PoolMachine machine{procs, settings, workload};
    const Stopwatch watch;
    const auto results = sim::simulate(workload, machine, {});
    return static_cast<double>(results.runs.size()) / watch.seconds();
}

void measure(const sim::Workload& workload, std::uint32_t procs, const std::string& policy) {
    report("simulation", jobs_per_second(workload, procs, policy), "jobs/s",
           fmt::format(R"("policy": "{}", "jobs": {}, "processors": {}, "trace": "{}")", policy, workload.jobs.size(), procs,
                       workload.name));
}

/// The trace again and again, each time after the last.
sim::Workload repeated(const sim::Workload& workload, std::uint32_t times) {
    auto all = workload;
    all.name += fmt::format(" x {}", times);
    const auto span = workload.jobs.back().submit - workload.jobs.front().submit + Duration{1000};
    for (std::uint32_t t = 1; t < times; ++t) {
        for (auto job : workload.jobs) {
            job.submit += span * t;
            job.number += static_cast<std::int64_t>(t) * 10'000'000;
            all.jobs.push_back(job);
        }
    }
    return all;
}

int measure_trace(const std::string& path, std::uint32_t procs) {
    auto workload = sim::load_workload(path);
    if (!workload) {
        fmt::print(stderr, "simulator_bench: {}\n", describe(workload.error()));
        return 1;
    }
    sim::sort_by_submission(*workload);
    sim::leave_out_larger(*workload, procs);
    for (const std::string policy : {"fcfs", "easy", "easy-sjbf", "cons", "cons-c"}) measure(*workload, procs, policy);
    for (const std::uint32_t times : {10u, 100u}) measure(repeated(*workload, times), procs, "easy");
    measure(repeated(*workload, 10), procs, "cons");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3) return measure_trace(argv[1], static_cast<std::uint32_t>(std::stoul(argv[2])));
    if (is_smoke_run(argc, argv)) return measure(busy_year(1'000, 128), 128, "easy"), 0;
    for (const std::string policy : {"fcfs", "easy", "easy-sjbf", "cons", "cons-c"}) measure(busy_year(100'000, 512), 512, policy);
    for (const std::uint32_t jobs : {1'000u, 10'000u, 100'000u, 1'000'000u}) measure(busy_year(jobs, 1'000), 1'000, "easy");
    for (const std::uint32_t procs : {100u, 1'000u, 10'000u, 100'000u}) measure(busy_year(100'000, procs), procs, "easy");
}
