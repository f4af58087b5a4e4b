// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "launcher/pmi/board.hpp"
#include "launcher/pmi/process_mapping.hpp"

using namespace sluice::pmi;

namespace {

/// Two nodes of two ranks each, and this is the second: ranks 2 and 3. Remembers what was said.
struct SecondNode {
    std::map<std::uint32_t, std::string> said;  // the last line to each rank
    std::vector<std::string> barriers;
    std::string aborted;
    std::string refused;
    std::string asked;
    Board board{{"step", {{0, 1}, {2, 3}}, 1},
                {[this](std::uint32_t rank, const std::string& line) { said[rank] = line; },
                 [this](std::string data) { barriers.push_back(std::move(data)); },
                 [this](std::uint32_t rank, int code, const std::string&) {
                     aborted = std::to_string(rank) + ":" + std::to_string(code);
                 },
                 [this](std::uint32_t, const std::string& why) { refused = why; },
                 [this](std::uint32_t, const std::string& action, const std::string& service,
                        const std::string& port) { asked = action + " " + service + " " + port; }}};

    std::string ask(std::uint32_t rank, std::string_view line) {
        said[rank].clear();
        board.take(rank, line);
        return said[rank];
    }
};

}  // namespace

TEST_CASE("a rank is told the limits, the name and the nodes of its step") {
    SecondNode node;
    CHECK(node.ask(2, "cmd=init pmi_version=1 pmi_subversion=1") ==
          "cmd=response_to_init rc=0 pmi_version=1 pmi_subversion=1\n");
    CHECK(node.ask(2, "cmd=get_maxes") == "cmd=maxes rc=0 kvsname_max=256 keylen_max=64 vallen_max=1024\n");
    CHECK(node.ask(2, "cmd=get_appnum") == "cmd=appnum rc=0 appnum=0\n");
    CHECK(node.ask(2, "cmd=get_my_kvsname") == "cmd=my_kvsname rc=0 kvsname=step\n");
    CHECK(node.ask(2, "cmd=get_universe_size") == "cmd=universe_size rc=0 size=4\n");
    CHECK(node.ask(2, "cmd=get kvsname=step key=PMI_process_mapping") ==
          "cmd=get_result rc=0 msg=success value=(vector,(0,2,2))\n");
}

TEST_CASE("a barrier waits for all ranks of all nodes and shows everyone's keys") {
    SecondNode node;
    CHECK(node.ask(2, "cmd=put kvsname=step key=a value=x=1") == "cmd=put_result rc=0 msg=success\n");
    CHECK(node.ask(2, "cmd=barrier_in").empty());
    CHECK(node.barriers.empty());
    CHECK(node.ask(3, "cmd=barrier_in").empty());
    CHECK(node.barriers == std::vector<std::string>{"a=x=1\n"});

    node.board.finish_barrier("b=2\na=x=1\n");
    CHECK(node.said[2] == "cmd=barrier_out rc=0\n");
    CHECK(node.said[3] == "cmd=barrier_out rc=0\n");
    CHECK(node.ask(3, "cmd=get kvsname=step key=a") == "cmd=get_result rc=0 msg=success value=x=1\n");
    CHECK(node.ask(3, "cmd=get kvsname=step key=b") == "cmd=get_result rc=0 msg=success value=2\n");
    CHECK(node.ask(3, "cmd=get kvsname=step key=c").starts_with("cmd=get_result rc=-1"));

    node.ask(2, "cmd=barrier_in");
    node.ask(3, "cmd=barrier_in");
    CHECK(node.barriers.back().empty());  // nothing new
}

TEST_CASE("a rank is inside between init and finalize") {
    SecondNode node;
    CHECK_FALSE(node.board.is_inside(2));
    node.ask(2, "cmd=init pmi_version=1 pmi_subversion=1");
    CHECK(node.board.is_inside(2));
    CHECK(node.ask(2, "cmd=finalize") == "cmd=finalize_ack rc=0\n");
    CHECK_FALSE(node.board.is_inside(2));
}

TEST_CASE("abort, spawn, names and nonsense are answered") {
    SecondNode node;
    node.ask(3, "cmd=abort exitcode=42");
    CHECK(node.aborted == "3:42");

    CHECK(node.ask(3, "mcmd=spawn").empty());
    CHECK(node.ask(3, "nprocs=2").empty());
    CHECK(node.ask(3, "endcmd").starts_with("cmd=spawn_result rc=-1"));
    CHECK(node.refused.find("MPI_Comm_spawn is not supported") == 0);

    node.ask(2, "cmd=publish_name service=ocean port=here");
    CHECK(node.asked == "publish ocean here");
    node.board.answer_name(2, "lookup", true, "here");
    CHECK(node.said[2] == "cmd=lookup_result rc=0 info=ok port=here\n");
    node.board.answer_name(2, "lookup", false, "");
    CHECK(node.said[2] == "cmd=lookup_result rc=-1 info=failed\n");

    CHECK(node.ask(2, "cmd=dance") == "cmd=dance_result rc=-1 msg=unknown_command\n");
    CHECK(node.ask(2, "cmd=put kvsname=step key= value=1").starts_with("cmd=put_result rc=-1"));
    CHECK(node.ask(2, "cmd=init pmi_version=2 pmi_subversion=0").starts_with("cmd=response_to_init rc=-1"));
}

TEST_CASE("the mapping of ranks to nodes is told in blocks") {
    CHECK(process_mapping({{0}, {1}}) == "(vector,(0,2,1))");
    CHECK(process_mapping({{0, 1, 2}, {3}}) == "(vector,(0,1,3),(1,1,1))");
    CHECK(process_mapping({{0, 2}, {1, 3}}) == "(vector,(0,2,1),(0,2,1))");
    CHECK(process_mapping({{0, 1}, {2, 3}, {4}}) == "(vector,(0,2,2),(2,1,1))");
    CHECK(process_mapping({{1}, {0}}) == "(vector,(1,1,1),(0,1,1))");
}
