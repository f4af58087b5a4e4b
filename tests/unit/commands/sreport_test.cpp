// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/commands/sreport.hpp"
#include "tests/unit/commands/samples.hpp"

using namespace sluice;
using namespace sluice::commands;
using namespace sluice::commands::samples;

namespace {

/// A job of so many cores that held them from so many seconds before kNow on, for so long.
JobRow used(std::string account, std::string user, std::uint32_t cores, Duration before, Duration lasted) {
    auto row = waiting(1, "job");
    row.job.spec.account = std::move(account);
    row.job.spec.user_name = std::move(user);
    std::vector<std::uint32_t> numbers(cores);
    row.job.shares = {share("n1", numbers, 1)};
    row.job.state = JobState::completed;
    row.job.started = kNow - before;
    row.job.ended = *row.job.started + lasted;
    return row;
}

ReportOptions options_for(std::vector<std::string> words) {
    ReportOptions options;
    options.style.parsable2 = options.style.no_header = true;
    REQUIRE(read_report_words(options, words));
    return options;
}

const std::vector<JobRow> kJobs{used("physics", "ada", 2, 1h, 30min), used("physics", "bob", 1, 1h, 10min),
                                used("biology", "ada", 1, 2h, 90min), used("biology", "ada", 8, 30h, 1h)};
const Period kLastHour{kNow - 1h, kNow};

}  // namespace

TEST_CASE("a job counts with what it held of its CPUs within the period") {
    CHECK(cpu_seconds(kJobs[0], kLastHour) == 2 * 1800);
    CHECK(cpu_seconds(kJobs[2], kLastHour) == 1800);  // its first hour was before
    CHECK(cpu_seconds(kJobs[3], kLastHour) == 0);
    CHECK(cpu_seconds(waiting(2, "not yet"), kLastHour) == 0);
}

TEST_CASE("sreport tells the use of the cluster, of accounts and of users") {
    const auto report = [](std::vector<std::string> words) {
        return *make_usage_report(options_for(std::move(words)), kJobs, kLastHour, "lab", 4);
    };
    CHECK(report({"cluster", "utilization"}) == "lab|100|0|0|140|0|240\n");
    CHECK(report({"cluster", "AccountUtil"}) ==
          "lab|biology|||30|0\nlab|biology|ada||30|0\nlab|physics|||70|0\nlab|physics|ada||60|0\nlab|physics|bob||10|0\n");
    CHECK(report({"user", "top", "topcount=2"}) == "lab|ada||physics|60|0\nlab|ada||biology|30|0\n");
    CHECK(report({"user", "top", "users=bob", "format=login,used"}) == "bob|10\n");
}

TEST_CASE("times are told in the unit asked for") {
    auto options = options_for({"cluster", "util", "format=allocated,idle"});
    options.unit = TimeUnit::percent;
    CHECK(*make_usage_report(options, kJobs, kLastHour, "lab", 4) == "41.67%|58.33%\n");
    options.unit = TimeUnit::seconds;
    CHECK(*make_usage_report(options, kJobs, kLastHour, "lab", 4) == "6000|8400\n");
}

TEST_CASE("a report has Slurm's title and columns") {
    use_utc();
    ReportOptions options;
    REQUIRE(read_report_words(options, std::vector<std::string>{"user", "TopUsage"}));
    CHECK(*make_usage_report(options, {}, kLastHour, "lab", 4) ==
          "--------------------------------------------------------------------------------\n"
          "Top 10 Users 2026-11-23T05:29:22 - 2026-11-23T06:29:21 (3600 secs)\n"
          "Usage reported in CPU Minutes\n"
          "--------------------------------------------------------------------------------\n"
          "  Cluster     Login     Proper Name         Account     Used   Energy \n"
          "--------- --------- --------------- --------------- -------- -------- \n");
}

TEST_CASE("what is no report or condition is refused") {
    ReportOptions options;
    CHECK_FALSE(read_report_words(options, std::vector<std::string>{"cluster"}));
    CHECK_FALSE(read_report_words(options, std::vector<std::string>{"cluster", "weather"}));
    CHECK_FALSE(read_report_words(options, std::vector<std::string>{"user", "top", "sorted=yes"}));
    CHECK_FALSE(read_report_words(options, std::vector<std::string>{"user", "top", "topcount=none"}));
}

TEST_CASE("without times the report is of yesterday, and what has not come yet does not belong to it") {
    use_utc();
    ReportOptions options;
    const auto yesterday = *report_period(options, kNow);
    CHECK((yesterday.until - yesterday.since) == 24h);
    CHECK(yesterday.until == Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}});
    options.starts = "2026-11-23";
    options.ends = "now+1day";
    CHECK(report_period(options, kNow)->until == kNow);
}
