// SPDX-License-Identifier: Apache-2.0
//
// Real MPI programs on emulated nodes: one PMIx server process per node, each with ranks of its own.
#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "tests/mpi/emulated_step.hpp"

using sluice::test::EmulatedStep;

namespace {

constexpr uid_t kNobody = 65534;

/// Ranks in blocks: per_node on each of n1, n2, ...
EmulatedStep::Request blocks(std::uint32_t nodes, std::uint32_t per_node, std::vector<std::string> command) {
    EmulatedStep::Request request;
    request.name_space = "sluice.12.0.1";
    request.command = std::move(command);
    for (std::uint32_t node = 0; node < nodes; ++node) {
        request.nodes.push_back("n" + std::to_string(node + 1));
        auto& ranks = request.ranks.emplace_back();
        for (std::uint32_t i = 0; i < per_node; ++i) ranks.push_back(node * per_node + i);
    }
    return request;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

bool all_ended_well(const EmulatedStep& step, std::size_t ranks) {
    return step.ends().size() == ranks && std::ranges::all_of(step.ends(), [](const auto& end) {
               return end.second.exit_code == 0 && end.second.signal == 0 && !end.second.was_inside;
           });
}

bool all_nodes_ended_well(const EmulatedStep& step) {
    return std::ranges::all_of(step.node_exit_codes(), [](int code) { return code == 0; });
}

/// A copy of a program that every user can reach, wherever the tree is built; gone when the test ends.
class ReachableCopy {
  public:
    explicit ReachableCopy(const std::filesystem::path& program) {
        REQUIRE(::mkdtemp(folder_.data()) != nullptr);
        using std::filesystem::perms;
        std::filesystem::permissions(folder_, perms::owner_all | perms::others_read | perms::others_exec);
        std::filesystem::copy_file(program, path());
    }
    ~ReachableCopy() { std::filesystem::remove_all(folder_); }
    ReachableCopy(const ReachableCopy&) = delete;
    ReachableCopy& operator=(const ReachableCopy&) = delete;
    [[nodiscard]] std::string path() const { return folder_ + "/program"; }

  private:
    std::string folder_ = "/tmp/sluice-reachable-XXXXXX";
};

}  // namespace

TEST_CASE("eight ranks on four nodes start, add up and finish") {
    EmulatedStep step{blocks(4, 2, {HELLO_MPI})};
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(all_ended_well(step, 8));
    CHECK(all_nodes_ended_well(step));
    CHECK(count(step.output(), "Hello from rank") == 8);
    CHECK(count(step.output(), "Hello from rank 5 of 8 on n3\n") == 1);
    CHECK(count(step.output(), "Sum of ranks: 28, expected 28\n") == 1);
    CHECK(step.fences_completed() >= 1);
    CHECK(step.fences_waiting() == 0);
}

TEST_CASE("sixteen ranks dealt out in turn to four nodes see the same sum") {
    auto request = blocks(4, 4, {HELLO_MPI});
    request.ranks = {{0, 4, 8, 12}, {1, 5, 9, 13}, {2, 6, 10, 14}, {3, 7, 11, 15}};
    EmulatedStep step{request};
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(all_ended_well(step, 16));
    CHECK(count(step.output(), "Hello from rank 6 of 16 on n3\n") == 1);
    CHECK(count(step.output(), "Sum of ranks: 120, expected 120\n") == 1);
}

TEST_CASE("nodes may run different numbers of ranks, not counted through") {
    auto request = blocks(3, 1, {HELLO_MPI});
    request.ranks = {{4}, {0, 2, 5}, {1, 3}};
    EmulatedStep step{request};
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(all_ended_well(step, 6));
    CHECK(count(step.output(), "Sum of ranks: 15, expected 15\n") == 1);
}

TEST_CASE("a step on one node needs no exchange with others") {
    EmulatedStep step{blocks(1, 3, {HELLO_MPI})};
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(all_ended_well(step, 3));
    CHECK(step.fences_completed() == 0);
}

TEST_CASE("two steps with the same node names run at the same time") {
    auto first_request = blocks(2, 2, {HELLO_MPI, "--sleep", "1"});
    auto second_request = first_request;
    second_request.name_space = "sluice.12.1.1";
    EmulatedStep first{first_request};
    EmulatedStep second{second_request};
    const std::array<EmulatedStep*, 2> both{&first, &second};
    REQUIRE(EmulatedStep::serve(both, [&] { return first.is_over() && second.is_over(); }));
    INFO(first.output() << second.output());
    CHECK(all_ended_well(first, 4));
    CHECK(all_ended_well(second, 4));
    CHECK(count(first.output(), "Sum of ranks: 6, expected 6\n") == 1);
    CHECK(count(second.output(), "Sum of ranks: 6, expected 6\n") == 1);
}

TEST_CASE("two clusters on one host may give a step the same name") {
    const auto request = blocks(2, 2, {HELLO_MPI, "--sleep", "1"});
    EmulatedStep first{request};
    EmulatedStep second{request};
    const std::array<EmulatedStep*, 2> both{&first, &second};
    REQUIRE(EmulatedStep::serve(both, [&] { return first.is_over() && second.is_over(); }));
    INFO(first.output() << second.output());
    CHECK(all_ended_well(first, 4));
    CHECK(all_ended_well(second, 4));
}

TEST_CASE("ranks run as the step's user under a server of root's") {
    if (geteuid() != 0) return;
    const ReachableCopy program{HELLO_MPI};
    auto request = blocks(2, 2, {program.path()});
    request.user = kNobody;
    EmulatedStep step{request};
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(all_ended_well(step, 4));
    CHECK(count(step.output(), "Sum of ranks: 6, expected 6\n") == 1);
}

TEST_CASE("MPI_Abort reports the program's code") {
    EmulatedStep step{blocks(4, 2, {HELLO_MPI, "--abort", "42"})};
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(step.abort_status() == 42);
    CHECK(step.ends().size() == 8);
    CHECK(all_nodes_ended_well(step));
}

TEST_CASE("exit codes after MPI_Finalize are the ranks' own") {
    EmulatedStep step{blocks(2, 2, {HELLO_MPI, "--exit", "7", "--rank", "3"})};
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK_FALSE(step.abort_status());
    CHECK(step.ends().at(3).exit_code == 7);
    CHECK_FALSE(step.ends().at(3).was_inside);
    CHECK(step.ends().at(0).exit_code == 0);
}

TEST_CASE("a rank that is killed between MPI_Init and MPI_Finalize was inside") {
    EmulatedStep step{blocks(4, 2, {HELLO_MPI, "--sleep", "50"})};
    REQUIRE(step.serve_until([&] { return count(step.output(), "Hello from rank") == 8; }));
    for (const auto* node : {"n1", "n2", "n3", "n4"}) CHECK(step.count_files(node, "vader_segment") == 2);
    step.send_signal(5, SIGKILL);
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(step.ends().at(5).signal == SIGKILL);
    CHECK(step.ends().at(5).was_inside);
    CHECK(step.ends().size() == 8);
    CHECK(all_nodes_ended_well(step));
}

TEST_CASE("a server stops cleanly while its ranks were killed in the middle of a fence") {
    // Rank 3 on n2 never comes: n1 has handed its data over and n2 has not.
    EmulatedStep step{blocks(2, 2, {PMIX_PROBE, "late", "3"})};
    REQUIRE(
        step.serve_until([&] { return count(step.output(), "ready") == 4 && step.fences_waiting() == 1; }));
    SECTION("the late one is killed") { step.send_signal(3, SIGKILL); }
    SECTION("one that waits is killed") { step.send_signal(0, SIGKILL); }
    SECTION("one that waits beside the late one is killed") { step.send_signal(2, SIGKILL); }
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(step.ends().size() == 4);
    CHECK(all_nodes_ended_well(step));
}

TEST_CASE("ranks that are killed while they connect do not hold up their node") {
    // The first few are ready, the others somewhere between their start and there.
    for (std::size_t ready = 0; ready < 8; ++ready) {
        EmulatedStep step{blocks(2, 8, {PMIX_PROBE, "late", "3"})};
        REQUIRE(step.serve_until([&] { return count(step.output(), "ready") >= ready; }));
        step.stop();
        REQUIRE(step.serve_to_end());
        CHECK(step.ends().size() == 16);
        CHECK(all_nodes_ended_well(step));
    }
}

TEST_CASE("a rank that exits with 0 and without finalizing was inside") {
    EmulatedStep step{blocks(2, 2, {PMIX_PROBE, "vanish", "1"})};
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(step.ends().at(1).exit_code == 0);
    CHECK(step.ends().at(1).was_inside);
    CHECK(all_nodes_ended_well(step));
}

TEST_CASE("fences of different sets of ranks do not mix") {
    EmulatedStep step{blocks(3, 3, {PMIX_PROBE, "fences"})};
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(all_ended_well(step, 9));
    CHECK(count(step.output(), "fences passed") == 9);
    CHECK(step.fences_waiting() == 0);
}

TEST_CASE("a rank knows its job without asking another node") {
    auto request = blocks(3, 1, {PMIX_PROBE, "facts"});
    request.nodes = {"n1", "gpu-07.example.org", "n10"};
    request.ranks = {{0, 3}, {1, 4}, {2}};
    EmulatedStep step{request};
    REQUIRE(step.serve_to_end());
    const auto& output = step.output();
    INFO(output);
    CHECK(all_ended_well(step, 5));
    CHECK(step.fences_completed() == 0);
    CHECK(count(output, "hosts n1 gpu-07.example.org n10 n1 gpu-07.example.org\n") == 5);
    CHECK(count(output, "rank 4: pmix.lpeers = 1,4\n") == 1);
    CHECK(count(output, "rank 4: pmix.lrank = 1\n") == 1);
    CHECK(count(output, "rank 4: pmix.lldr = 1\n") == 1);
    CHECK(count(output, "rank 4: pmix.local.size = 2\n") == 1);
    CHECK(count(output, "rank 2: pmix.nodeid = 2\n") == 1);
    CHECK(count(output, ": pmix.univ.size = 5\n") == 5);
    CHECK(count(output, ": pmix.num.nodes = 3\n") == 5);
    CHECK(count(output, ": pmix.jobid = sluice.12.0.1\n") == 5);
}

TEST_CASE("what is not offered is refused at once") {
    EmulatedStep step{blocks(2, 1, {PMIX_PROBE, "refused"})};
    const bool ended = step.serve_to_end();
    INFO(step.output());
    REQUIRE(ended);
    CHECK(all_ended_well(step, 2));
    CHECK(count(step.output(), "publish: NOT-SUPPORTED") == 2);
    CHECK(count(step.output(), "connect: NOT-SUPPORTED") == 2);
    CHECK(count(step.output(), "spawn: NOT-SUPPORTED") == 2);
    CHECK(count(step.output(), "fetch: NOT-FOUND") == 2);
}
