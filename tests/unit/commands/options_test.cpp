// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cstdlib>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/scancel.hpp"
#include "scheduler/commands/sinfo.hpp"
#include "scheduler/commands/squeue_options.hpp"
#include "scheduler/model/signal.hpp"

using namespace sluice;
using namespace sluice::commands;

namespace {

template <class Options>
struct Line {
    Options options;
    std::vector<std::string> operands;
    int code = 0;
};

template <class Options>
Line<Options> read(const CommandDoc& doc, std::span<const Option<Options>> table,
                   std::vector<std::string> words) {
    words.insert(words.begin(), std::string{doc.name});
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    Line<Options> line;
    auto operands = read_options(doc, table, line.options, static_cast<int>(words.size()), argv.data());
    if (operands) line.operands = *operands;
    else line.code = operands.error();
    return line;
}

Line<SqueueOptions> squeue(std::vector<std::string> words) {
    return read(squeue_doc(), squeue_options(), std::move(words));
}

}  // namespace

TEST_CASE("options may be abbreviated, glued and mixed with operands") {
    CHECK(squeue({"--noh", "--form=%i"}).options.format == "%i");
    CHECK(squeue({"--noh"}).options.no_header);
    CHECK(squeue({"-ho%i"}).options.format == "%i");
    CHECK(squeue({"-o", "%i", "x", "-h"}).operands == std::vector<std::string>{"x"});
    CHECK(squeue({"-o", "%i", "x", "-h"}).options.no_header);
}

TEST_CASE("an optional value may be glued, joined by = or follow as a word") {
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"-j1,2"}, {"-j", "1,2"}, {"--jobs=1,2"}, {"--jobs", "1,2"}, {"--job", "1,2"}, {"-j1", "-j2"}}) {
        const auto line = squeue(words);
        CAPTURE(words);
        CHECK(line.operands.empty());
        CHECK(std::vector<std::uint32_t>(line.options.query.ids().begin(), line.options.query.ids().end()) ==
              std::vector<std::uint32_t>{1, 2});
    }
    CHECK(squeue({"-s", "-h"}).options.show_steps);
    CHECK(squeue({"-s", "-h"}).options.no_header);
    CHECK(squeue({"-s", "7.0"}).options.steps.size() == 1);
}

TEST_CASE("what cannot be read ends the command with code 1") {
    CHECK(squeue({"--foo"}).code == 1);
    CHECK(squeue({"-o"}).code == 1);
    CHECK(squeue({"-j", "abc"}).code == 1);
    CHECK(squeue({"-t", "foo"}).code == 1);
    CHECK(squeue({"-i", "0"}).code == 1);
}

TEST_CASE("a variable stands for an option that is not given") {
    ::setenv("SQUEUE_STATES", "all", 1);
    CHECK(squeue({}).options.query.all_states());
    CHECK_FALSE(squeue({"-t", "PD"}).options.query.all_states());
    ::unsetenv("SQUEUE_STATES");
    ::setenv("SQUEUE_FORMAT", "%i", 1);
    CHECK(squeue({}).options.format == "%i");
    CHECK(squeue({"-O", "jobid"}).options.format.empty());
    CHECK(squeue({"-O", "jobid"}).options.names_format == "jobid");
    ::unsetenv("SQUEUE_FORMAT");
}

TEST_CASE("states are named by words or codes in any case") {
    const auto words = read_states("pd,RUNNING,cg").value();
    CHECK(std::vector<std::uint32_t>(words.states.begin(), words.states.end()) ==
          std::vector<std::uint32_t>{0, 1});
    CHECK(words.completing);
    CHECK_FALSE(words.all);
    CHECK(read_states("ALL")->all);
    CHECK(read_states("CF")->states.Get(0) == kNoJobState);
    CHECK_FALSE(read_states("foo").has_value());
    CHECK(squeue({"-t", "CG"}).options.query.states_size() == 1);
}

TEST_CASE("signals are named by numbers or names with and without SIG") {
    CHECK(read_signal("10") == 10);
    CHECK(read_signal("USR1") == 10);
    CHECK(read_signal("sigterm") == 15);
    CHECK(read_signal("KILL") == 9);
    CHECK_FALSE(read_signal("FOO").has_value());
    CHECK_FALSE(read_signal("0").has_value());
    CHECK_FALSE(read_signal("").has_value());
}

TEST_CASE("squeue takes jobs and tasks of arrays") {
    const auto query = squeue({"-j", "11,12_[3,5],13_0"}).options.query;
    REQUIRE(query.ids_size() == 1);
    CHECK(query.ids(0) == 11);
    REQUIRE(query.parts_size() == 2);
    CHECK(query.parts(0).job() == 12);
    CHECK(query.parts(0).tasks_size() == 2);
    CHECK(squeue({"-j", "12+1"}).options.query.ids(0) == 0);  // components of heterogeneous jobs do not exist
    CHECK(squeue({"-j", "_3"}).code == 1);
}

TEST_CASE("scancel reads ids, steps and filters") {
    const auto line =
        read(scancel_doc(), scancel_options(), {"12", "-s", "USR1", "13.0", "--state=PENDING", "-b"});
    CHECK(line.operands == std::vector<std::string>{"12", "13.0"});
    CHECK(line.options.request.signal() == 10);
    CHECK(line.options.request.batch_only());
    CHECK(line.options.request.states(0) == 0);
    CHECK(line.options.has_filter());
    CHECK(read(scancel_doc(), scancel_options(), {"-s", "FOO"}).code == 1);
    CHECK(read(scancel_doc(), scancel_options(), {"--jobname=x"}).options.request.names(0) == "x");
}

TEST_CASE("sinfo tells states that nodes cannot have from those it does not know") {
    CHECK(read(sinfo_doc(), sinfo_options(), {"-t", "idle,MIXED,resv"}).options.states ==
          std::vector<std::string>{"idle", "mixed", "resv"});
    CHECK(read(sinfo_doc(), sinfo_options(), {"-t", "foo"}).code == 1);
    CHECK(read(sinfo_doc(), sinfo_options(), {"-n", "n[1-2],n7"}).options.nodes ==
          std::vector<std::string>{"n1", "n2", "n7"});
}

TEST_CASE("every command can say what it is") {
    for (const auto& doc : {squeue_doc(), sinfo_doc(), scancel_doc(), scontrol_doc(), sacct_doc()}) {
        CHECK_THAT(usage_text(doc), Catch::StartsWith("Usage: " + std::string{doc.name}));
        CHECK_THAT(usage_text(doc), Catch::Contains("usage"));
        CHECK_THAT(help_text(doc), Catch::Contains("Help options"));
    }
}
