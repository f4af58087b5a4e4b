// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/metrics.hpp"

#include "scheduler/sim/curves.hpp"
#include "tests/unit/sim/sample.hpp"

using namespace sluice;
using namespace sluice::sim;
using namespace sluice::sim::testing;

namespace {

/// Four processors. Job 1 uses all of them for 20 s; jobs 2 and 3 wait for it; job 4 never ran.
struct Example {
    Workload workload;
    Results results;

    Example() {
        workload.jobs = {job_of(1, 0, 20, 4, 20), job_of(2, 5, 5, 1, 5), job_of(3, 10, 40, 2, 40), job_of(4, 12, 1, 1, 1)};
        results.runs = {run_of(0, 20, 4), run_of(20, 25, 1), run_of(20, 60, 2), JobRun{}};
    }
};

}  // namespace

TEST_CASE("waits, slowdowns and utilization are those of the jobs that ran") {
    const Example example;
    const auto m = measure(example.workload, example.results, 4);
    CHECK(m.jobs == 3);
    CHECK(m.never_started == 1);
    CHECK(m.mean_wait == Approx((0 + 15 + 10) / 3.0));
    CHECK(m.max_wait == Duration{15});
    CHECK(m.p95_wait == Duration{15});
    // 1 for job 1; (15 + 5) / 10, as 5 s count as 10; (10 + 40) / 40.
    CHECK(m.mean_slowdown == Approx((1.0 + 2.0 + 1.25) / 3));
    CHECK(m.makespan == Duration{60});
    CHECK(m.utilization == Approx((20 * 4 + 5 * 1 + 40 * 2) / (4.0 * 60)));
    CHECK(m.max_queue == 2);
}

TEST_CASE("the 95th percentile is the smallest wait that so many do not exceed") {
    Workload workload;
    Results results;
    const auto add = [&](std::int64_t wait) {
        workload.jobs.push_back(job_of(wait, 0, 1, 1, 1));
        results.runs.push_back(run_of(wait, wait + 1, 1));
    };
    for (std::int64_t wait = 20; wait >= 1; --wait) add(wait);
    CHECK(measure(workload, results, 1).p95_wait == Duration{19});  // 19 of 20 are exactly 95 %
    add(21);
    CHECK(measure(workload, results, 1).p95_wait == Duration{20});
}

TEST_CASE("nothing ran: all is zero") {
    Workload workload;
    workload.jobs = {job_of(1, 0, 1, 1, 1)};
    Results results;
    results.runs.resize(1);
    const auto m = measure(workload, results, 4);
    CHECK(m.jobs == 0);
    CHECK(m.never_started == 1);
    CHECK(m.utilization == 0);
}

TEST_CASE("queue and use over time are steps") {
    const Example example;
    const auto same = [](const Curve& curve, std::vector<std::pair<std::int64_t, std::int64_t>> steps) {
        return std::ranges::equal(curve, steps, [](const Step& a, const auto& b) {
            return a.time == at(b.first) && a.level == b.second;
        });
    };
    CHECK(same(queue_length(example.workload, example.results), {{0, 0}, {5, 1}, {10, 2}, {20, 0}}));
    CHECK(same(processors_in_use(example.results), {{0, 4}, {20, 3}, {25, 2}, {60, 0}}));
}

TEST_CASE("a part of the time has the mean and the highest of its steps") {
    const Curve curve{{at(0), 4}, {at(20), 3}, {at(25), 2}, {at(60), 0}};
    const auto parts = summarise(curve, at(0), at(60), 2);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].mean == Approx((20 * 4 + 5 * 3 + 5 * 2) / 30.0));
    CHECK(parts[0].highest == 4);
    CHECK(parts[1].mean == Approx(2.0));
    CHECK(parts[1].highest == 2);
}
