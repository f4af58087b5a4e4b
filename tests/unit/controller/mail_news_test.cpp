// SPDX-License-Identifier: Apache-2.0
//
// Which letters a job's life brings, and what stands in them.
#include <catch2/catch.hpp>

#include "scheduler/controller/mail_letter.hpp"
#include "scheduler/controller/mail_news.hpp"

using namespace sluice;
using namespace sluice::controller;
using namespace std::chrono_literals;

namespace {

constexpr Instant kStart{std::chrono::seconds{1'000'000}};

Job job_with(std::string_view types, std::uint32_t id = 12) {
    Job job;
    job.id = JobId{id};
    job.spec.name = "name";
    job.spec.user_name = "ada";
    job.spec.work_dir = "/home/ada";
    job.spec.mail.on = *parse_mail_types(types);
    job.submitted = kStart - 5s;
    return job;
}

Job& start(Job& job) {
    job.state = JobState::running;
    job.started = kStart;
    job.time_limit = 100s;
    return job;
}

Job& end(Job& job, JobState state, ExitCode code = {}) {
    job.state = state;
    job.ended = kStart + 7s;
    job.exit_code = code;
    return job;
}

/// The subjects that a look brings.
std::vector<std::string> subjects(MailNews& news, const Job& job, Instant now = kStart, bool array_ended = false) {
    std::vector<std::string> list;
    for (const auto& each : news.look(job, array_ended, now)) list.push_back(write_letter(each, job, {}, now).subject);
    return list;
}

using Subjects = std::vector<std::string>;

}  // namespace

TEST_CASE("begin and end are told once each, with Slurm's subjects") {
    MailNews news;
    auto job = job_with("BEGIN,END");
    CHECK(subjects(news, job).empty());
    CHECK(subjects(news, start(job)) == Subjects{"Slurm Job_id=12 Name=name Began, Queued time 00:00:05"});
    CHECK(subjects(news, job).empty());
    CHECK(subjects(news, end(job, JobState::completed)) ==
          Subjects{"Slurm Job_id=12 Name=name Ended, Run time 00:00:07, COMPLETED, ExitCode 0"});
    CHECK(subjects(news, job).empty());
}

TEST_CASE("a job that began and ended between two looks is told of in order") {
    MailNews news;
    auto job = job_with("ALL");
    const auto both = subjects(news, end(start(job), JobState::failed, {3, 0}));
    REQUIRE(both.size() == 2);
    CHECK(both[0] == "Slurm Job_id=12 Name=name Began, Queued time 00:00:05");
    CHECK(both[1] == "Slurm Job_id=12 Name=name Failed, Run time 00:00:07, FAILED, ExitCode 3");
}

TEST_CASE("FAIL alone says nothing of success or of a cancelled job") {
    MailNews news;
    auto good = job_with("FAIL", 1), bad = job_with("FAIL", 2), cancelled = job_with("FAIL", 3);
    CHECK(subjects(news, end(start(good), JobState::completed)).empty());
    CHECK(subjects(news, end(start(cancelled), JobState::cancelled)).empty());
    CHECK(subjects(news, end(start(bad), JobState::timeout)).size() == 1);
}

TEST_CASE("parts of the time limit are told when they have passed") {
    MailNews news;
    auto job = job_with("TIME_LIMIT_50,TIME_LIMIT_90,TIME_LIMIT");
    CHECK_FALSE(news.next());
    CHECK(subjects(news, start(job)).empty());
    REQUIRE(news.next());
    CHECK(news.next()->first == kStart + 50s);
    CHECK(subjects(news, job, kStart + 49s).empty());
    CHECK(subjects(news, job, kStart + 50s) == Subjects{"Slurm Job_id=12 Name=name Reached 50% of time limit"});
    CHECK(news.next()->first == kStart + 90s);
    CHECK(subjects(news, job, kStart + 95s) == Subjects{"Slurm Job_id=12 Name=name Reached 90% of time limit"});
    CHECK_FALSE(news.next());
    CHECK(subjects(news, end(job, JobState::timeout)) == Subjects{"Slurm Job_id=12 Name=name Reached time limit"});
}

TEST_CASE("a requeued job is told of, and then of its next run") {
    MailNews news;
    auto job = job_with("BEGIN,REQUEUE");
    CHECK(subjects(news, start(job)).size() == 1);
    job.attempt = Attempt{job.attempt.value() + 1};
    job.state = JobState::pending;
    job.started.reset();
    CHECK(subjects(news, job) == Subjects{"Slurm Job_id=12 Name=name Requeued"});
    CHECK(subjects(news, start(job)) == Subjects{"Slurm Job_id=12 Name=name Began, Queued time 00:00:05"});
}

TEST_CASE("a dependency that can never be met is told once") {
    MailNews news;
    auto job = job_with("INVALID_DEPEND");
    job.reason = Reason::dependency_never_satisfied;
    CHECK(subjects(news, job) == Subjects{"Slurm Job_id=12 Name=name Invalid dependency"});
    CHECK(subjects(news, job).empty());
}

TEST_CASE("an array is told of as a whole, or task by task") {
    const auto task = [](std::string_view types, std::uint32_t number) {
        auto job = job_with(types, 12 + number);
        job.array_job = JobId{12};
        job.array_task = number;
        return job;
    };
    SECTION("as a whole: its first begin, its last end, and the range of exit codes") {
        MailNews news;
        auto one = task("BEGIN,END,FAIL", 1), two = task("BEGIN,END,FAIL", 2);
        CHECK(subjects(news, start(one)) == Subjects{"Slurm Array Summary Job_id=12_* (12) Name=name Began"});
        CHECK(subjects(news, start(two)).empty());
        CHECK(subjects(news, end(two, JobState::failed, {4, 0})).empty());
        CHECK(subjects(news, end(one, JobState::completed), kStart, true) ==
              Subjects{"Slurm Array Summary Job_id=12_* (12) Name=name Failed, Mixed, ExitCode [0-4]"});
        CHECK(subjects(news, one, kStart, true).empty());
    }
    SECTION("task by task") {
        MailNews news;
        auto one = task("END,ARRAY_TASKS", 1);
        CHECK(subjects(news, end(start(one), JobState::completed)) ==
              Subjects{"Slurm Array Task Job_id=12_1 (13) Name=name Ended, Run time 00:00:07, COMPLETED, ExitCode 0"});
    }
}

TEST_CASE("a letter goes to the user unless the job names somebody, and no text of the user's begins a line") {
    MailNews news;
    auto job = job_with("END");
    job.spec.name = "two\n~!lines";
    job.spec.work_dir = "/home\n~!rm";
    ClusterConfig config;
    config.mail.domain = "example.org";
    const auto told = news.look(end(start(job), JobState::completed), false, kStart);
    REQUIRE(told.size() == 1);
    const auto letter = write_letter(told[0], job, config, kStart);
    CHECK(letter.to == "ada@example.org");
    CHECK(letter.subject.find('\n') == std::string::npos);
    CHECK(letter.text.find("\n~!") == std::string::npos);
    CHECK(letter.variables.at("SLURM_JOB_MAIL_TYPE") == "Ended");
    CHECK(letter.variables.at("SLURM_JOB_EXIT_CODE_MAX") == "0");
    job.spec.mail.to = "bob@elsewhere.org";
    CHECK(write_letter(told[0], job, config, kStart).to == "bob@elsewhere.org");
}
