// SPDX-License-Identifier: Apache-2.0
//
// The trace of corner cases, with the start times of an independent simulator for every policy, through
// the command as users run it. tiny.swf says which rule each of its jobs is about.
#include <fmt/format.h>

#include <sstream>

#include "scheduler/commands/sim_run.hpp"
#include "tests/unit/sim/sample.hpp"

using namespace sluice;
using namespace sluice::sim::testing;

namespace {

sim::Outcome simulated(const std::string& policy) {
    commands::SimOptions options;
    options.trace = kData + "tiny.swf";
    options.policy = policy;
    auto outcome = commands::run_simulation(options);
    if (!outcome) FAIL(outcome.error().detail);
    return std::move(*outcome);
}

/// "1:0 2:100", as the expected times are written below.
std::string starts_of(const sim::Outcome& outcome) {
    std::istringstream lines{outcome.starts};
    std::string text;
    for (std::string job, start; lines >> job >> start;) text += fmt::format("{}{}:{}", text.empty() ? "" : " ", job, start);
    return text;
}

}  // namespace

TEST_CASE("tiny trace: in the order of the queue") {
    const auto outcome = simulated("fcfs");
    CHECK(starts_of(outcome) == "1:0 2:100 3:200 4:200 5:200 6:230 7:230 8:311 9:351 12:351 13:351 14:351");
    CHECK(outcome.checksum == "5b841656329b2e8d7e8087d85ccd1cba01086edfdbbb91a7c140f8b0b2facfbe");
    CHECK(outcome.metrics.jobs == 12);
    CHECK(outcome.metrics.mean_wait == Approx(174.5));
    CHECK(outcome.metrics.p95_wait == Duration{241});
    CHECK(outcome.metrics.max_wait == Duration{241});
    CHECK(outcome.metrics.mean_slowdown == Approx(9.4837).epsilon(1e-5));
    CHECK(outcome.metrics.utilization == Approx(0.753457).epsilon(1e-6));
    CHECK(outcome.metrics.makespan == Duration{376});
    CHECK(outcome.metrics.max_queue == 10);
    CHECK(outcome.processors == 10);
}

TEST_CASE("tiny trace: EASY") {
    const auto outcome = simulated("easy");
    CHECK(starts_of(outcome) == "1:0 2:120 3:10 4:100 5:220 6:211 7:220 8:270 9:222 12:211 13:212 14:250");
    CHECK(outcome.checksum == "26d06dbca9b9cc40aee39cc8802de74149233ff970e15beead6bf9f8e2fcd3ed");
}

TEST_CASE("tiny trace: EASY, shortest first") {
    const auto outcome = simulated("easy-sjbf");
    CHECK(starts_of(outcome) == "1:0 2:120 3:10 4:101 5:220 6:100 7:220 8:270 9:212 12:220 13:232 14:250");
    CHECK(outcome.checksum == "82e6b3f8d1b97ad326357c27df169d957fee9d9a3603194699d3209b2e560110");
}

TEST_CASE("tiny trace: conservative") {
    const auto outcome = simulated(GENERATE("cons", "cons-c"));
    CHECK(starts_of(outcome) == "1:0 2:120 3:10 4:100 5:220 6:211 7:220 8:270 9:212 12:220 13:232 14:250");
    CHECK(outcome.checksum == "78da04310ae0eb15eca3f806aff2f6b322d31015c99f98338627925812403d96");
}

TEST_CASE("tiny trace: jobs that do not take part are named") {
    const auto outcome = simulated("easy");
    REQUIRE(outcome.workload.omitted.size() == 2);
    CHECK_THAT(outcome.workload.omitted[0].text, Catch::EndsWith("tiny.swf:16: job 11 never ran (run time -1)"));
    CHECK_THAT(outcome.workload.omitted[1].text,
               Catch::EndsWith("tiny.swf:15: job 10 needs 16 processors, the machine has 10"));
}
