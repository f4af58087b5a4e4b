// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/swf.hpp"

#include <fmt/format.h>

#include "tests/unit/sim/sample.hpp"

using namespace sluice;
using namespace sluice::sim;
using namespace sluice::sim::testing;

namespace {

/// A line of which only the columns that count are given.
std::string line(std::int64_t number, std::int64_t submit, std::int64_t run, std::int64_t allocated,
                 std::int64_t requested, std::int64_t estimate) {
    return fmt::format("{} {} -1 {} {} -1 -1 {} {} -1 1 7 3 -1 -1 -1 -1 -1\n", number, submit, run, allocated, requested,
                       estimate);
}

SimJob only_job(const std::string& text) {
    const auto workload = parse_swf(text, "t");
    REQUIRE(workload.omitted.empty());
    REQUIRE(workload.jobs.size() == 1);
    return workload.jobs.front();
}

}  // namespace

TEST_CASE("a line of a trace becomes a job") {
    const auto job = only_job(line(12, 100, 60, 8, 4, 90));
    CHECK(job.number == 12);
    CHECK(job.submit == at(100));
    CHECK(job.run == Duration{60});
    CHECK(job.limit == Duration{90});
    CHECK(job.user == 7);
    CHECK(job.group == 3);
    CHECK(job.line == 1);
}

TEST_CASE("R1: processors are those requested, or else those allocated") {
    CHECK(only_job(line(1, 0, 60, 8, 4, 90)).procs == 4);
    CHECK(only_job(line(1, 0, 60, 8, -1, 90)).procs == 8);
    CHECK(only_job(line(1, 0, 60, 8, 0, 90)).procs == 8);
}

TEST_CASE("R2: a job without run time, processors or submission does not take part") {
    const auto workload = parse_swf(line(1, 0, -1, 8, 4, 90) + line(2, 0, 60, 0, -1, 90) + line(3, -1, 60, 8, 4, 90) +
                                        line(4, 0, -60, 8, 4, 90) + line(5, 0, 60, 1, 1, 90),
                                    "t");
    REQUIRE(workload.jobs.size() == 1);
    CHECK(workload.jobs.front().number == 5);
    REQUIRE(workload.count(Omission::unusable) == 4);
    CHECK(workload.omitted[0].text == "t:1: job 1 never ran (run time -1)");
    CHECK(workload.omitted[1].text == "t:2: job 2 has no processors");
    CHECK(workload.omitted[2].text == "t:3: job 3 has the negative submit time -1");
    CHECK(workload.omitted[3].text == "t:4: job 4 has the negative run time -60");
}

TEST_CASE("R2: a job larger than the machine does not take part") {
    auto workload = parse_swf(line(1, 0, 60, 8, 8, 90) + line(2, 0, 60, 9, 9, 90), "t");
    leave_out_larger(workload, 8);
    REQUIRE(workload.jobs.size() == 1);
    REQUIRE(workload.count(Omission::too_large) == 1);
    CHECK(workload.omitted[0].text == "t:2: job 2 needs 9 processors, the machine has 8");
}

TEST_CASE("R3: a run time of 0 is 1 second") { CHECK(only_job(line(1, 0, 0, 1, 1, 90)).run == Duration{1}); }

TEST_CASE("R4: a job without an estimate asks for its run time") {
    CHECK(only_job(line(1, 0, 60, 1, 1, -1)).limit == Duration{60});
    CHECK(only_job(line(1, 0, 60, 1, 1, 0)).limit == Duration{60});
    CHECK(only_job(line(1, 0, 0, 1, 1, -1)).limit == Duration{1});
}

TEST_CASE("the header says how large the machine is") {
    const auto workload = parse_swf("; Version: 2.2\n;Computer:  IBM SP2, somewhere: 1996\n; MaxProcs: 338\n", "t");
    CHECK(workload.max_procs == 338);
    CHECK(workload.computer == "IBM SP2, somewhere: 1996");
    CHECK_FALSE(parse_swf("; MaxProcs: many\n", "t").max_procs.has_value());
}

TEST_CASE("jobs are in the order of submission, then of their numbers") {
    const auto workload = parse_swf(line(5, 9, 1, 1, 1, 1) + line(4, 3, 1, 1, 1, 1) + line(2, 9, 1, 1, 1, 1), "t");
    REQUIRE(workload.jobs.size() == 3);
    CHECK(workload.jobs[0].number == 4);
    CHECK(workload.jobs[1].number == 2);
    CHECK(workload.jobs[2].number == 5);
}

TEST_CASE("the first jobs of the queue are kept") {
    auto workload = parse_swf(line(5, 9, 1, 1, 1, 1) + line(4, 3, 1, 1, 1, 1), "t");
    keep_first(workload, 1);
    REQUIRE(workload.jobs.size() == 1);
    CHECK(workload.jobs.front().number == 4);
    keep_first(workload, 9);
    CHECK(workload.jobs.size() == 1);
}

TEST_CASE("a line that cannot be read is named with its column, and the others are used") {
    struct Case {
        std::string bad;
        std::string message;
    };
    const Case cases[] = {
        {"1 0 -1 x 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1", "t:2: column 4 (run time): 'x' is not a whole number"},
        {"1 0 -1 1.5 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1", "t:2: column 4 (run time): '1.5' is not a whole number"},
        {"1 0 -1 99999999999999999999 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1",
         "t:2: column 4 (run time): '99999999999999999999' is out of range"},
        {"1 1000000000001 -1 5 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1",
         "t:2: column 2 (submit time): '1000000000001' is out of range"},
        {"1 0 -1 5 1 oops -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1", "t:2: column 6 (CPU time): 'oops' is not a whole number"},
        {"1 0 -1 5 1", "t:2: 5 columns where 18 are expected"},
        {"1 0 -1 5 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1 7", "t:2: 19 columns where 18 are expected"},
        {"-1 0 -1 5 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1", "t:2: column 1 (job number): it is negative"},
        {"8 0 -1 5 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1",
         "t:2: column 1 (job number): 8 is used twice, first on line 1"},
    };
    for (const auto& [bad, message] : cases) {
        INFO(bad);
        const auto workload = parse_swf(line(8, 0, 60, 1, 1, 90) + bad + "\n" + line(9, 0, 60, 1, 1, 90), "t");
        CHECK(workload.jobs.size() == 2);
        REQUIRE(workload.count(Omission::malformed) == 1);
        CHECK(workload.omitted.front().text == message);
        CHECK(workload.omitted.front().line == 2);
    }
}

TEST_CASE("blank lines, tabs, carriage returns, fractions in unused columns and a missing last line end do no harm") {
    const auto workload =
        parse_swf("\n  \n\t1\t0  -1 5 1 3.25 -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1\r\n; end\n 2 0 -1 5 1 1e3 -1 1 1 -1 -1 -1 "
                  "-1 -1 -1 -1 -1 -1",
                  "t");
    CHECK(workload.omitted.empty());
    REQUIRE(workload.jobs.size() == 2);
    CHECK(workload.jobs[1].line == 5);
    CHECK(parse_swf("", "t").jobs.empty());
}
