// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "samples.hpp"
#include "scheduler/commands/scancel.hpp"

using namespace sluice;
using namespace sluice::commands;

namespace {

wire::CancelTarget target(const std::string& id) {
    wire::CancelRequest request;
    REQUIRE(add_targets(request, std::vector{id}));
    return request.targets(0);
}

Verdict judged(const ScancelOptions& options, Errc code, const std::string& id = "9") {
    wire::CancelOutcome outcome;
    *outcome.mutable_target() = target(id);
    outcome.set_code(static_cast<std::uint32_t>(code));
    return judge(options, outcome);
}

}  // namespace

TEST_CASE("scancel takes jobs, steps and parts of arrays") {
    CHECK(target_text(target("12")) == "12");
    CHECK(target_text(target("12.3")) == "12.3");
    CHECK(target_text(target("12.batch")) == "12.batch");
    CHECK(target_text(target("12_3")) == "12_3");
    CHECK(target_text(target("12_3.0")) == "12_3.0");
    CHECK(target_text(target("12_[1-3,7]")) == "12_[1-3,7]");
    CHECK(target("12_[0-999999]").tasks_size() == 1);
    CHECK(target("12+1").job() == 0);
    wire::CancelRequest request;
    CHECK(add_targets(request, std::vector<std::string>{"abc"}).error().detail == "Invalid job id abc");
    CHECK_FALSE(add_targets(request, std::vector<std::string>{"_3"}).has_value());
}

TEST_CASE("scancel says what it does in Slurm's words") {
    wire::CancelRequest request;
    CHECK(announcement(request, target("5")) == "Terminating job 5");
    CHECK(announcement(request, target("5.0")) == "Terminating step 5.0");
    request.set_signal(10);
    CHECK(announcement(request, target("5")) == "Signal 10 to job 5");
    CHECK(announcement(request, target("5.0")) == "Signal 10 to step 5.0");
    request.set_batch_only(true);
    CHECK(announcement(request, target("5")) == "Signal 10 to batch job 5");
}

TEST_CASE("scancel asks about each job in one line") {
    auto job = samples::running().job;
    CHECK(question(target("1"), job) == "Cancel job_id=1 name=hello partition=batch [y/n]? ");
    CHECK(question(target("1.0"), job) == "Cancel step_id=1.0 name=hello partition=batch [y/n]? ");
}

TEST_CASE("a job that is over is as good as cancelled, unless it should get a signal") {
    ScancelOptions options;
    CHECK(judged(options, Errc::none).error.empty());
    for (const auto code : {Errc::invalid_job_id, Errc::job_already_done}) {
        CHECK(judged(options, code).error.empty());
        CHECK_FALSE(judged(options, code).fails);
    }
    SECTION("with --verbose it is mentioned") {
        options.verbose = true;
        CHECK(judged(options, Errc::invalid_job_id).error ==
              "Kill job error on job id 9: Invalid job id specified");
        CHECK_FALSE(judged(options, Errc::invalid_job_id).fails);
    }
    SECTION("with a signal it is an error") {
        options.request.set_signal(10);
        CHECK(judged(options, Errc::invalid_job_id).error ==
              "Kill job error on job id 9: Invalid job id specified");
        CHECK(judged(options, Errc::invalid_job_id).fails);
        options.quiet = true;
        CHECK(judged(options, Errc::invalid_job_id).error.empty());
    }
}

TEST_CASE("a job that may not be cancelled is an error") {
    CHECK(judged({}, Errc::permission_denied).error ==
          "Kill job error on job id 9: Access/permission denied");
    CHECK(judged({}, Errc::permission_denied).fails);
    CHECK(judged({}, Errc::invalid_step_id, "9.4").error ==
          "Kill job error on job step id 9.4: Invalid job id specified");
}
