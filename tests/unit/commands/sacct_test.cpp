// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "samples.hpp"
#include "scheduler/commands/history.hpp"
#include "scheduler/commands/usage_words.hpp"

using namespace sluice;
using namespace sluice::commands;
using namespace sluice::commands::samples;

namespace {

Step step(StepNumber number, std::string name) {
    Step step;
    step.job = JobId{1};
    step.number = number;
    step.spec.name = std::move(name);
    step.state = JobState::completed;
    step.created = kNow - 2s;
    step.started = kNow - 2s;
    step.ended = kNow;
    step.shares = {{"n1", {0, 1}, 2, {}, {}, {}, true, true, {}, {}}};
    return step;
}

/// A job that was cancelled by user 1000, with its script and one step.
std::vector<HistoryRow> one_job() {
    auto job = running();
    job.job.state = JobState::cancelled;
    job.job.cancelled_by = UserId{1000};
    job.job.ended = kNow;
    job.job.spec.account = "physics";
    auto srun = step(StepNumber{0}, "hello_mpi_world");
    srun.exit_code = {7, 0};
    srun.state = JobState::failed;
    return {{job, std::nullopt, "test"}, {job, step(kBatchStep, ""), "test"}, {job, srun, "test"}};
}

std::string listed(const SacctOptions& options) {
    use_utc();
    return list_history(options, one_job()).value();
}

std::string fields(const std::string& format) {
    SacctOptions options;
    options.format = format;
    options.no_header = options.parsable2 = true;
    return listed(options);
}

}  // namespace

TEST_CASE("sacct has a row for the job, its script and its steps, and marks what it cuts") {
    CHECK(listed({}) ==
          "JobID           JobName  Partition    Account  AllocCPUS      State ExitCode \n"
          "------------ ---------- ---------- ---------- ---------- ---------- -------- \n"
          "1                 hello      batch    physics          4 CANCELLED+      0:0 \n"
          "1.batch           batch               physics          2  COMPLETED      0:0 \n"
          "1.0          hello_mpi+               physics          2     FAILED      7:0 \n");
}

TEST_CASE("sacct --brief, --parsable and --parsable2 change the form only") {
    SacctOptions options;
    options.brief = true;
    options.parsable = true;
    CHECK(listed(options) ==
          "JobID|State|ExitCode|\n"
          "1|CANCELLED by 1000|0:0|\n"
          "1.batch|COMPLETED|0:0|\n"
          "1.0|FAILED|7:0|\n");
    options.parsable = false;
    options.parsable2 = true;
    options.delimiter = " ; ";
    options.no_header = true;
    CHECK(listed(options) == "1 ; CANCELLED by 1000 ; 0:0\n1.batch ; COMPLETED ; 0:0\n1.0 ; FAILED ; 7:0\n");
}

TEST_CASE("fields of sacct may be abbreviated and have a width of their own") {
    SacctOptions options;
    options.format = "job,STATE%5,jobname%-12,nod%8";
    CHECK(listed(options) ==
          "JobID        State JobName      NodeList \n"
          "------------ ----- ------------ -------- \n"
          "1            CANC+ hello          n[1-2] \n"
          "1.batch      COMP+ batch              n1 \n"
          "1.0          FAIL+ hello_mpi_w+       n1 \n");
}

TEST_CASE("an unknown field is named in the error") {
    SacctOptions options;
    options.format = "jobid,foo";
    CHECK(list_history(options, {}).error().detail == "Invalid field requested: \"foo\"");
}

TEST_CASE("columns that belong to the job are empty for its steps") {
    CHECK(fields("jobid,user,uid,group,partition,timelimit,reqmem,derivedexitcode,priority,ntasks") ==
          "1|root|0|root|batch|00:30:00|400M|0:0|4294901759|\n"
          "1.batch|||||||||2\n"
          "1.0|||||||||2\n");
    CHECK(fields("elapsed,elapsedraw,cputime,cputimeraw,start,end,submit") ==
          "00:00:02|2|00:00:08|8|2026-11-23T06:29:20|2026-11-23T06:29:22|2026-11-23T06:29:19\n"
          "00:00:02|2|00:00:04|4|2026-11-23T06:29:20|2026-11-23T06:29:22|2026-11-23T06:29:20\n"
          "00:00:02|2|00:00:04|4|2026-11-23T06:29:20|2026-11-23T06:29:22|2026-11-23T06:29:20\n");
    CHECK(fields("alloctres,reqtres,nnodes,nodelist,layout") ==
          "billing=4,cpu=4,mem=400M,node=2|billing=4,cpu=4,mem=400M,node=2|2|n[1-2]|\n"
          "cpu=2,mem=200M,node=1||1|n1|Unknown\n"
          "cpu=2,node=1||1|n1|Block\n");
}

TEST_CASE("a job that waits has no nodes and no times yet, and the CPUs it asked for") {
    use_utc();
    const std::vector<HistoryRow> rows{{waiting(5, "later"), std::nullopt, "test"}};
    SacctOptions options;
    options.no_header = options.parsable2 = true;
    options.format = "jobid,state,alloccpus,reqcpus,nodelist,start,end,elapsed,alloctres,reserved";
    CHECK(list_history(options, rows).value() ==
          "5|PENDING|1|1|None assigned|Unknown|Unknown|00:00:00||00:00:03\n");
}

TEST_CASE("option --units prints memory in one unit") {
    SacctOptions options;
    options.no_header = options.parsable2 = true;
    options.format = "reqmem";
    options.only_jobs = true;
    auto rows = one_job();
    rows.resize(1);
    rows[0].units = 'K';
    CHECK(list_history(options, rows).value() == "409600K\n");
    rows[0].units = 'G';
    CHECK(list_history(options, rows).value() == "0.39G\n");
}

TEST_CASE("sacct --helpformat lists the fields in four columns") {
    CHECK_THAT(list_field_names(),
               Catch::StartsWith(
                   "Account             AdminComment        AllocCPUS           AllocNodes         \n"));
    CHECK_THAT(list_field_names(), Catch::EndsWith("User                UserCPU             WCKey            "
                                                   "   WCKeyID            \nWorkDir             \n"));
}

TEST_CASE("the window of time follows from what else was asked") {
    use_utc();
    SacctOptions options;
    const Instant midnight{kNow - 6h - 29min - 22s};
    SECTION("nothing: since last midnight") {
        CHECK(time_window(options, kNow)->since == midnight);
        CHECK(time_window(options, kNow)->until == kNow);
    }
    SECTION("jobs: all times") {
        options.ids = {JobTarget{JobId{1}, {}, {}}};
        CHECK(time_window(options, kNow)->since == Instant{});
        CHECK(time_window(options, kNow)->until == kNow);
        SECTION("and states: up to now, or only the start") {
            options.states = {0};
            CHECK(time_window(options, kNow)->until == kNow);
            options.starts = "now-1hour";
            CHECK(time_window(options, kNow)->since == kNow - 1h);
            CHECK(time_window(options, kNow)->until == kNow - 1h);
        }
    }
    SECTION("states: this moment") {
        options.states = {0};
        CHECK(time_window(options, kNow)->since == kNow);
        CHECK(time_window(options, kNow)->until == kNow);
        options.ends = "now-1hour";
        CHECK_FALSE(time_window(options, kNow).has_value());
    }
    SECTION("a start after the end is an error") {
        options.starts = "now";
        options.ends = "2020-01-01";
        CHECK(time_window(options, kNow).error().detail ==
              "Start time (2026-11-23T06:29:22) requested is after end time (2020-01-01T00:00:00).");
    }
}

TEST_CASE("a job counts by the states it was in during the window") {
    // Submitted at 0, eligible at 10, started at 20, failed at 30.
    Job job;
    job.state = JobState::failed;
    job.submitted = Instant{0s};
    job.eligible = Instant{10s};
    job.started = Instant{20s};
    job.ended = Instant{30s};
    const auto selected = [&](std::vector<JobState> states, int since, int until, bool by_id = false) {
        SacctOptions options;
        for (const auto state : states) options.states.push_back(static_cast<std::uint32_t>(state));
        if (by_id) options.ids = {JobTarget{JobId{1}, {}, {}}};
        return is_selected(job, options, {Instant{Duration{since}}, Instant{Duration{until}}});
    };
    SECTION("running") {
        CHECK(selected({JobState::running}, 30, 99));
        CHECK(selected({JobState::running}, 0, 20));
        CHECK_FALSE(selected({JobState::running}, 31, 99));
        CHECK_FALSE(selected({JobState::running}, 0, 19));
    }
    SECTION("waiting, from the moment it is eligible") {
        CHECK(selected({JobState::pending}, 20, 99));
        CHECK_FALSE(selected({JobState::pending}, 21, 99));
        CHECK(selected({JobState::pending}, 0, 10));
        CHECK_FALSE(selected({JobState::pending}, 0, 9));
        job.eligible.reset();
        CHECK_FALSE(selected({JobState::pending}, 0, 99));
    }
    SECTION("its final state, at its end") {
        CHECK(selected({JobState::failed}, 30, 30));
        CHECK_FALSE(selected({JobState::failed}, 0, 29));
        CHECK_FALSE(selected({JobState::completed}, 0, 99));
        CHECK(selected({JobState::completed, JobState::failed}, 0, 99));
    }
    SECTION("any state") {
        CHECK(selected({}, 0, 10));
        CHECK_FALSE(selected({}, 0, 9));
        CHECK(selected({}, 30, 99));
        CHECK_FALSE(selected({}, 31, 99));
    }
    SECTION("named by its id it counts before it is eligible") {
        job.eligible.reset();
        CHECK(selected({}, 0, 0, true));
        CHECK_FALSE(selected({}, 0, 99));
    }
}

TEST_CASE("what a step has used is told from all its nodes") {
    Step step;
    step.shares.resize(3);
    step.shares[0].node = "n1";
    step.shares[0].usage = {2, 3000, 1, 5000, 1'500'000, 500'000, 700'000, 0};
    step.shares[1].node = "n2";
    step.shares[1].usage = {1, 4000, 2, 4000, 3'661'250'000, 0, 300'000, 2};
    step.shares[2].node = "n3";  // nothing has ended there
    const auto sum = step_usage(step);
    CHECK(sum.tasks == 3);
    CHECK(sum.sum_rss == 9000);
    CHECK(largest_share(step).node == "n2");
    CHECK(idlest_share(step).node == "n2");
    CHECK(kibibytes(4000) == "4000K");
    CHECK(cpu_time(sum.user_us) == "01:01:02");
    CHECK(cpu_time(67'250'000) == "01:07.250");
    CHECK(whole_seconds(67'250'000) == "00:01:07");
}
