// SPDX-License-Identifier: Apache-2.0
//
// The parts of srun that need no cluster.
#include <catch2/catch.hpp>
#include <csignal>

#include "launcher/srun/exit_report.hpp"
#include "launcher/srun/file_plan.hpp"
#include "launcher/srun/interrupts.hpp"
#include "launcher/srun/line_buffer.hpp"
#include "launcher/srun/program.hpp"
#include "launcher/srun/task_map.hpp"
#include "tests/unit/launcher/sample_order.hpp"

using namespace sluice;
using namespace sluice::srun;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

TEST_CASE("output comes in whole lines") {
    LineBuffer lines;
    CHECK(lines.add("one\ntw") == "one\n");
    CHECK(lines.add("o").empty());
    CHECK(lines.add("\n\nthree") == "two\n\n");
    CHECK(lines.rest() == "three");
    CHECK(lines.rest().empty());
}

TEST_CASE("a line without end is passed on in pieces") {
    LineBuffer lines;
    CHECK(lines.add(std::string(LineBuffer::kLongest, 'x')).empty());
    CHECK(lines.add("x").size() == LineBuffer::kLongest + 1);
}

TEST_CASE("labels are as wide as the largest task number") {
    CHECK(task_label(3, 10) == "3: ");
    CHECK(task_label(3, 11) == " 3: ");
    CHECK(task_label(0, 1) == "0: ");
    LineBuffer lines{task_label(3, 11)};
    CHECK(lines.add("a\n\nb\nc") == " 3: a\n 3: \n 3: b\n");
    CHECK(lines.rest() == " 3: c");
}

TEST_CASE("bad ends are told by node and way of ending") {
    const std::vector<BadEnd> ends{{"n1", 2, {0, SIGKILL}, false}, {"n1", 0, {0, SIGKILL}, false},
                                   {"n2", 7, {4, 0}, false},       {"n1", 1, {0, SIGKILL}, false},
                                   {"n1", 9, {0, SIGSEGV}, true}};
    CHECK(describe_ends(ends) == Lines{"srun: error: n1: tasks 0-2: Killed",
                                       "srun: error: n1: task 9: Segmentation fault (core dumped)",
                                       "srun: error: n2: task 7: Exited with exit code 4"});
    CHECK(describe_ends({}).empty());
}

TEST_CASE("task numbers are folded") {
    CHECK(fold_tasks({0, 2, 3, 4, 9}) == "0,2-4,9");
    CHECK(fold_tasks({1, 0}) == "0-1");
    CHECK(fold_tasks({5}) == "5");
}

TEST_CASE("srun ends with the highest code of its tasks") {
    ExitStatus status;
    CHECK(status.value() == 0);
    status.add({3, 0});
    status.add({1, 0});
    CHECK(status.value() == 3);
    status.add({0, SIGKILL});
    CHECK(status.value() == 137);
    SECTION("unless an abort decided it") {
        status.decide(42);
        status.decide(43);
        CHECK(status.value() == 42);
    }
}

TEST_CASE("a file per task or node is opened there, one for all by srun") {
    submit::Request request;
    auto& files = request.step.files;
    SECTION("nothing asked for: everything goes through srun") {
        const auto plan = plan_files(request);
        CHECK(plan.out.pattern.empty());
        CHECK(plan.in.forwarded);
        CHECK(plan.remote.std_out.empty());
    }
    SECTION("one file for all") {
        files.std_out = "out-%j";
        CHECK(plan_files(request).out.pattern == "out-%j");
        CHECK(plan_files(request).remote.std_out.empty());
    }
    SECTION("one for each task, unless it is labelled") {
        files.std_out = "out-%t";
        CHECK(plan_files(request).remote.std_out == "out-%t");
        CHECK(plan_files(request).out.pattern.empty());
        request.label = true;
        CHECK(plan_files(request).remote.std_out.empty());
        CHECK(plan_files(request).out.pattern == "out-%t");
    }
    SECTION("nowhere") {
        files.std_err = files.std_in = "/dev/null";
        CHECK(plan_files(request).remote.std_err == "/dev/null");
        CHECK_FALSE(plan_files(request).in.forwarded);
    }
    SECTION("one task only") {
        request.input_mode = request.output_mode = "2";
        CHECK(plan_files(request).in.only == 2u);
        CHECK(plan_files(request).out.only == 2u);
        CHECK_FALSE(plan_files(request).err.only);
    }
}

TEST_CASE("a second ^C within a second ends the step") {
    const auto t0 = Interrupts::Clock::time_point{};
    Interrupts piped{false};
    CHECK(piped.on(SIGINT, t0) == Reaction::forward);
    CHECK(piped.on(SIGINT, t0 + 1s) == Reaction::end);
    Interrupts slow{false};
    CHECK(slow.on(SIGINT, t0) == Reaction::forward);
    CHECK(slow.on(SIGINT, t0 + 1001ms) == Reaction::forward);
    Interrupts terminal{true};
    CHECK(terminal.on(SIGINT, t0) == Reaction::warn);
    CHECK(terminal.on(SIGINT, t0 + 200ms) == Reaction::end);
    CHECK(terminal.on(SIGUSR1, t0) == Reaction::forward);
    CHECK(terminal.on(SIGTERM, t0) == Reaction::end);
}

TEST_CASE("a program with a slash is taken as it is") {
    CHECK(find_program("./no/such", "/bin", "/") == "./no/such");
    CHECK(find_program("no-such-program", "/bin:/usr/bin", "/") == "no-such-program");
    CHECK(find_program("sh", "/no/such:/bin", "/") == "/bin/sh");
    CHECK(find_program("sh", "bin", "/") == "/bin/sh");  // a relative folder of PATH
}

TEST_CASE("every task has a place") {
    const auto map = task_map(test::srun_order().step);
    REQUIRE(map.size() == 5);
    CHECK(map[3].node == "n2");
    CHECK(map[4].node == "n3");
    CHECK(map[4].position == 1);
}
