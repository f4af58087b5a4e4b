// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/array.hpp"

#include <catch2/catch.hpp>

#include "scheduler/model/dependency.hpp"
#include "scheduler/model/job_target.hpp"

using namespace sluice;

namespace {

std::string text_of(const std::string& given) {
    const auto spec = parse_array(given);
    if (!spec) return "refused";
    return tasks_text(spec->tasks) + (spec->most_running > 0 ? "%" + std::to_string(spec->most_running) : "");
}

}  // namespace

TEST_CASE("every form of --array, and what is none") {
    const std::pair<const char*, const char*> cases[] = {
        {"0-31", "0-31"},          {"1,3,5-7", "1,3,5-7"},   {"0-15:4", "0,4,8,12"},     {"0-15%4", "0-15%4"},
        {"[0-4]", "0-4"},          {"[0-4]%2", "0-4%2"},     {"5", "5"},                 {"5,1,3,3", "1,3,5"},
        {"0-4,2-6", "0-6"},        {"0-10:2,1-9:2", "0-10"}, {"0-30:2", "0-30:2"},       {"7-7", "7"},
        {"0-999999", "0-999999"},  {"0-3%0", "0-3"},         {"", "refused"},            {"-3", "refused"},
        {"3-1", "refused"},        {"1-", "refused"},        {"0-9:0", "refused"},       {"0-9:", "refused"},
        {"1,,2", "refused"},       {"a", "refused"},         {"0-3%", "refused"},        {"0-3%x", "refused"},
        {"0-4000001", "refused"},  {"4294967296", "refused"}, {"3:2", "refused"},        {"1-2-3", "refused"},
    };
    for (const auto& [given, text] : cases) {
        INFO(given);
        CHECK(text_of(given) == text);
    }
}

TEST_CASE("long lists of tasks are cut") {
    std::string list = "1";
    for (int task = 3; task < 200; task += task % 7 == 0 ? 3 : 2) list += "," + std::to_string(task);
    const auto tasks = parse_tasks(list).value();
    CHECK(tasks_text(tasks).ends_with(",..."));
    CHECK(tasks_text(tasks).size() <= 68);
    CHECK(tasks_text(tasks, 10'000) == list);
}

TEST_CASE("tasks are taken out of a set one by one or together") {
    auto tasks = parse_tasks("0-10:2,20-22").value();
    CHECK(count_tasks(tasks) == 9);
    CHECK(has_task(tasks, 4));
    CHECK_FALSE(has_task(tasks, 5));
    remove_task(tasks, 4);
    remove_task(tasks, 5);
    remove_first_task(tasks);
    CHECK(all_tasks(tasks) == std::vector<std::uint32_t>{2, 6, 8, 10, 20, 21, 22});
    CHECK(tasks_text(tasks_without(tasks, parse_tasks("8-21").value())) == "2,6,22");
    CHECK(tasks_text(common_tasks(tasks, parse_tasks("8-21").value())) == "8,10,20-21");
    CHECK(is_normal(tasks));
    CHECK_FALSE(is_normal(std::vector<ArrayRange>{{0, 3, 1}, {3, 5, 1}}));
    CHECK_FALSE(is_normal(std::vector<ArrayRange>{{0, 3, 0}}));
    CHECK_FALSE(is_normal(tasks, 22));
}

TEST_CASE("what users name: jobs, steps, arrays and their tasks") {
    for (const auto* text : {"12", "12.0", "12.batch", "12_3", "12_3.0", "12_[1-5,7]"}) {
        const auto target = parse_job_target(text);
        REQUIRE(target);
        CHECK(to_string(*target) == text);
    }
    CHECK(parse_job_target("12_[4-9%2]")->tasks == parse_tasks("4-9").value());  // as squeue writes it
    for (const auto* text : {"", "0", "x", "12_", "12_x", "_3", "12.x", "12_[", "12_[]", "12_3-4"}) CHECK_FALSE(parse_job_target(text));
}

TEST_CASE("a record of many tasks shows those that were asked for") {
    Job job;
    job.id = JobId{12};
    job.array_job = JobId{12};
    job.array_left = parse_tasks("0-9").value();
    job.spec.array.most_running = 2;
    CHECK(shown_id(job) == "12_[0-9%2]");
    const std::vector<JobTarget> one{*parse_job_target("12_3")}, some{*parse_job_target("12_[3-4]"), *parse_job_target("12_8")};
    CHECK(is_meant(one, job));
    CHECK_FALSE(is_meant(*parse_job_target("12_10"), job));
    CHECK_FALSE(is_meant(*parse_job_target("13"), job));
    auto narrowed = job;
    narrow(narrowed, {});  // nothing was named: all of it
    CHECK(narrowed == job);
    narrow(narrowed, some);
    CHECK(shown_id(narrowed) == "12_[3-4,8%2]");
    narrow(job, one);
    CHECK(shown_id(job) == "12_3");
}

TEST_CASE("dependencies come out of their text as they went in") {
    for (const auto* text : {"afterok:12(unfulfilled)", "after:12+5(unfulfilled)", "after:12+5@1700000000(unfulfilled)",
                             "afterany:12_*(unfulfilled),afternotok:13_2(failed)", "aftercorr:1(unfulfilled)?singleton(unfulfilled)"}) {
        INFO(text);
        const auto read = parse_dependency(text);
        REQUIRE(read);
        CHECK(to_string(*read) == text);
    }
    CHECK(to_string(*parse_dependency("AfterOK:12:13")) == "afterok:12(unfulfilled),afterok:13(unfulfilled)");
    CHECK(to_string(*parse_dependency("12:13")) == "afterany:12(unfulfilled),afterany:13(unfulfilled)");
    CHECK(shown_dependency("after:12+5@1700000000(unfulfilled)") == "after:12+5(unfulfilled)");
    CHECK_FALSE(parse_dependency("afterok:12,13"));
}
