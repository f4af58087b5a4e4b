// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "samples.hpp"
#include "scheduler/commands/squeue.hpp"

using namespace sluice;
using namespace sluice::commands;
using namespace sluice::commands::samples;

namespace {

/// One job runs; one wants four nodes; one is held and named to exceed its column.
QueueView three_jobs() {
    auto wide = waiting(2, "wide");
    wide.job.spec.min_nodes = wide.job.spec.max_nodes = 4;
    wide.job.spec.tasks = 8;
    wide.job.spec.sharing = Sharing::exclusive;
    wide.job.reason = Reason::resources;
    wide.job.planned_start = kNow + 30min;
    wide.job.planned_nodes = {"n1", "n2", "n3", "n4"};
    auto held = waiting(3, "held_for_long");
    held.job.priority = 0;
    held.job.reason = Reason::held_by_user;
    held.job.time_limit.reset();
    return {{running(), wide, held}, {}, kNow};
}

std::string listed(const SqueueOptions& options) {
    use_utc();
    const auto listing = list_queue(options, three_jobs());
    CHECK(listing.ok);
    CHECK(listing.errors.empty());
    return listing.text;
}

std::string listed_as(const std::string& format) {
    SqueueOptions options;
    options.no_header = true;
    options.sort = "i";
    options.format = format;
    return listed(options);
}

}  // namespace

TEST_CASE("squeue lists waiting jobs by priority before those that run") {
    CHECK(listed({}) ==
          "             JOBID PARTITION     NAME     USER ST       TIME  NODES NODELIST(REASON)\n"
          "                 2     batch     wide     root PD       0:00      4 (Resources)\n"
          "                 3     batch held_for     root PD       0:00      1 (JobHeldUser)\n"
          "                 1     batch    hello     root  R       0:02      2 n[1-2]\n");
}

TEST_CASE("squeue --long has a date, whole state words and limits") {
    SqueueOptions options;
    options.long_format = true;
    CHECK(
        listed(options) ==
        "Mon Nov 23 06:29:22 2026\n"
        "             JOBID PARTITION     NAME     USER    STATE       TIME TIME_LIMI  NODES "
        "NODELIST(REASON)\n"
        "                 2     batch     wide     root  PENDING       0:00     30:00      4 (Resources)\n"
        "                 3     batch held_for     root  PENDING       0:00 UNLIMITED      1 (JobHeldUser)\n"
        "                 1     batch    hello     root  RUNNING       0:02     30:00      2 n[1-2]\n");
}

TEST_CASE("squeue --start lists waiting jobs by their expected start") {
    SqueueOptions options;
    options.start_times = true;
    CHECK(listed(options) ==
          "             JOBID PARTITION     NAME     USER ST          START_TIME  NODES SCHEDNODES           "
          "NODELIST(REASON)\n"
          "                 2     batch     wide     root PD 2026-11-23T06:59:22      4 n[1-4]               "
          "(Resources)\n"
          "                 3     batch held_for     root PD                 N/A      1 (null)               "
          "(JobHeldUser)\n");
}

TEST_CASE("every letter of squeue gives what Slurm gives for the same jobs") {
    CHECK(listed_as("%i|%A|%F|%K|%t|%T|%r|%R|%N|%B|%D|%C|%m") ==
          "1|1|1|N/A|R|RUNNING|None|n[1-2]|n[1-2]|n1|2|4|200M\n"
          "2|2|2|N/A|PD|PENDING|Resources|(Resources)||n/a|4|8|0\n"
          "3|3|3|N/A|PD|PENDING|JobHeldUser|(JobHeldUser)||n/a|1|1|0\n");
    CHECK(listed_as("%M|%l|%L|%S|%e|%V") ==
          "0:02|30:00|29:58|2026-11-23T06:29:20|2026-11-23T06:59:20|2026-11-23T06:29:19\n"
          "0:00|30:00|30:00|2026-11-23T06:59:22|2026-11-23T07:29:22|2026-11-23T06:29:19\n"
          "0:00|UNLIMITED|UNLIMITED|N/A|N/A|2026-11-23T06:29:19\n");
    CHECK(listed_as("%Q|%p|%u|%U|%g|%G|%a|%q|%P|%j|%o|%Z") ==
          "4294901759|0.99998474121093|root|0|root|0|(null)|(null)|batch|hello|/data/job.sh|/data\n"
          "4294901758|0.99998474097810|root|0|root|0|(null)|(null)|batch|wide|/data/job.sh|/data\n"
          "0|0.00000000000000|root|0|root|0|(null)|(null)|batch|held_for_long|/data/job.sh|/data\n");
    CHECK(listed_as("%E|%b|%k|%f|%x|%n|%c|%d|%O|%h|%y|%v|%w|%W|%X|%Y|%z|%H|%I|%J|%s") ==
          "(null)|N/A|(null)|(null)|||1|0|0|OK|0|(null)|(null)|(null)|N/A|(null)|*:*:*|*|*|*|\n"
          "(null)|N/A|(null)|(null)|||1|0|0|NO|0|(null)|(null)|(null)|N/A|n[1-4]|*:*:*|*|*|*|\n"
          "(null)|N/A|(null)|(null)|||1|0|0|OK|0|(null)|(null)|(null)|N/A|(null)|*:*:*|*|*|*|\n");
}

TEST_CASE("a failed job shows its reason where others show their nodes") {
    use_utc();
    auto failed = running();
    failed.job.state = JobState::failed;
    failed.job.reason = Reason::non_zero_exit;
    failed.job.ended = kNow;
    SqueueOptions options;
    options.no_header = true;
    options.format = "%i %t %R %N %M";
    CHECK(list_queue(options, {{failed}, {}, kNow}).text == "1 F (NonZeroExitCode) n[1-2] 0:02\n");

    SECTION("one that is completing is CG and keeps its nodes") {
        failed.job.state = JobState::completed;
        failed.job.completing = true;
        CHECK(list_queue(options, {{failed}, {}, kNow}).text == "1 CG n[1-2] n[1-2] 0:02\n");
    }
}

TEST_CASE("the nodes of a job that asks for tasks are estimated by the largest node it could get") {
    auto job = waiting(7, "tasks");
    job.job.spec.tasks = 12;
    CHECK(node_count(job) == 1);
    job.node_cpus = 8;
    CHECK(node_count(job) == 2);
    CHECK(cpu_count(job) == 12);
    job.job.spec.cpus_per_task = 2;
    job.job.spec.tasks_per_node = 2;
    CHECK(node_count(job) == 6);
    CHECK(cpu_count(job) == 24);
}

TEST_CASE("squeue --steps lists steps that run, by partition and number") {
    auto job = running();
    Step batch;
    batch.job = JobId{1};
    batch.number = kBatchStep;
    batch.state = JobState::running;
    batch.started = kNow - 125s;
    batch.shares = {{"n1", {0}, 1, {}, {}, {}, true, false, {}, {}}};
    auto first = batch;
    first.number = StepNumber{0};
    first.spec.name = "hello_mpi";
    first.shares = {{"n1", {0, 1}, 2, {}, {}, {}, true, false, {}, {}}, {"n2", {2}, 1, {}, {}, {}, true, false, {}, {}}};
    auto ended = first;
    ended.number = StepNumber{1};
    ended.ended = kNow;
    SqueueOptions options;
    options.show_steps = true;
    const QueueView view{
        {job}, {{batch, job.job, kNow}, {first, job.job, kNow}, {ended, job.job, kNow}}, kNow};
    CHECK(list_queue(options, view).text ==
          "         STEPID     NAME PARTITION     USER      TIME NODELIST\n"
          "            1.0 hello_mp     batch     root      2:05 n[1-2]\n"
          "        1.batch    batch     batch     root      2:05 n1\n");
    options.steps = {JobTarget{JobId{1}, {}, StepNumber{0}}};
    options.no_header = true;
    options.format = "%i %A";
    CHECK(list_queue(options, view).text == "1.0 3\n");
}

TEST_CASE("squeue tells which letters and names it does not know") {
    SqueueOptions options;
    options.format = "%i %!";
    CHECK(list_queue(options, three_jobs()).errors ==
          std::vector<std::string>{"Invalid job format specification: !"});
    CHECK(list_queue(options, three_jobs()).ok);
    options.format.clear();
    options.names_format = "jobid,foo";
    CHECK(list_queue(options, three_jobs()).ok);  // the column is left out
    CHECK(list_queue(options, three_jobs()).errors ==
          std::vector<std::string>{"Invalid job format specification: foo"});
    options.names_format.clear();
    options.sort = "i,;";
    CHECK_FALSE(list_queue(options, three_jobs()).ok);
    CHECK(list_queue(options, three_jobs()).errors ==
          std::vector<std::string>{"Invalid sort specification: ;"});
}

TEST_CASE("squeue sorts by several keys, downwards where a minus says so") {
    SqueueOptions options;
    options.no_header = true;
    options.format = "%i";
    options.sort = "-i";
    CHECK(listed(options) == "3\n2\n1\n");
    options.sort = "t,-i";
    CHECK(listed(options) == "3\n2\n1\n");
    options.sort = "-t,i";
    CHECK(listed(options) == "1\n2\n3\n");
    options.sort = "D";
    CHECK(listed(options) == "3\n1\n2\n");
}

TEST_CASE("output paths are absolute and have their patterns filled in") {
    auto job = running();
    CHECK(std_out_path(job) == "/data/slurm-1.out");
    CHECK(std_err_path(job) == "/data/slurm-1.out");
    CHECK(std_in_path(job) == "/dev/null");
    job.job.spec.batch.std_out = "/tmp/%x-%j-%N.log";
    job.job.spec.batch.std_err = "%u.err";
    CHECK(std_out_path(job) == "/tmp/hello-1-n1.log");
    CHECK(std_err_path(job) == "/data/root.err");
}

namespace {

/// Task 3 of array 12 runs as job 14; the others wait.
QueueView an_array() {
    auto record = waiting(12, "sweep");
    record.job.spec.array = {{{0, 7, 1}}, 2};
    record.job.array_job = JobId{12};
    record.job.array_left = {{0, 2, 1}, {5, 5, 1}};
    record.job.reason = Reason::array_task_limit;
    auto task = running();
    task.job.spec.array = record.job.spec.array;
    task.job.id = JobId{14};
    task.job.array_job = JobId{12};
    task.job.array_task = 3;
    return {{record, task}, {}, kNow};
}

std::string array_listed_as(const std::string& format, bool every_task = false) {
    use_utc();
    SqueueOptions options;
    options.no_header = true;
    options.format = format;
    options.every_task = every_task;
    return list_queue(options, an_array()).text;
}

}  // namespace

TEST_CASE("tasks of an array that wait share a line, those that started have their own") {
    CHECK(array_listed_as("%i %t %r") == "12_[0-2,5%2] PD JobArrayTaskLimit\n12_3 R None\n");
    CHECK(array_listed_as("%A|%F|%K") == "12|12|0-2,5%2\n14|12|3\n");
    CHECK(array_listed_as("%i", true) == "12_0\n12_1\n12_2\n12_5\n12_3\n");
}

TEST_CASE("a job shows what it waits for as long as it waits") {
    auto view = an_array();
    view.jobs[0].job.unmet_dependency = "after:3+5@1700000000(unfulfilled),afterok:4_*(unfulfilled)";
    SqueueOptions options;
    options.no_header = true;
    options.format = "%E";
    CHECK(list_queue(options, view).text == "after:3+5(unfulfilled),afterok:4_*(unfulfilled)\n(null)\n");
}

TEST_CASE("squeue --licenses and --reservation list the jobs that name them") {
    auto view = three_jobs();
    view.jobs[1].job.spec.licenses = {{"matlab", 2}};
    view.jobs[2].job.spec.reservation = "maintenance";
    SqueueOptions options;
    options.no_header = true;
    options.format = "%i";
    options.licenses = {"matlab", "other"};
    CHECK(list_queue(options, view).text == "2\n");
    options.licenses.clear();
    options.reservation = "maintenance";
    CHECK(list_queue(options, view).text == "3\n");
    options.reservation = "none";
    CHECK(list_queue(options, view).text.empty());
}
