// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "scheduler/submit/scan.hpp"

using namespace sluice::submit;

namespace {

/// What was understood: `nodes=2 hold | script a`; an option without a value has no `=`.
std::string summary(Command command, const std::vector<std::string>& words) {
    const auto scanned = scan(command, words);
    std::string text;
    for (const auto& [option, value, given] : scanned.options) {
        text += fmt::format("{}{} ", option->name, given ? "=" + value : "");
    }
    text += "|";
    for (const auto& word : scanned.operands) text += " " + word;
    return scanned.error.empty() ? text : scanned.error;
}

std::string summary(const std::vector<std::string>& words) { return summary(Command::sbatch, words); }

}  // namespace

TEST_CASE("options are written in all the ways of getopt_long") {
    const struct {
        std::vector<std::string> words;
        std::string meaning;
    } cases[] = {
        {{"--nodes=2"}, "nodes=2 |"},
        {{"--nodes", "2"}, "nodes=2 |"},
        {{"-N", "2"}, "nodes=2 |"},
        {{"-N2"}, "nodes=2 |"},
        {{"-HN2"}, "hold nodes=2 |"},
        {{"-HQ"}, "hold quiet |"},
        {{"--out=x"}, "output=x |"},
        {{"--job", "x"}, "job-name=x |"},
        {{"--ntasks-per-n=3"}, "ntasks-per-node=3 |"},
        {{"--tasks-per-node=3"}, "ntasks-per-node=3 |"},
        {{"--mem", "1G"}, "mem=1G |"},
        {{"--mem="}, "mem= |"},
        {{"-J", ""}, "job-name= |"},
        {{"-o", "--hold"}, "output=--hold |"},
        {{"--exclusive", "user"}, "exclusive | user"},
        {{"--exclusive=user"}, "exclusive=user |"},
        {{"--nice"}, "nice |"},
        {{"--nice=-5"}, "nice=-5 |"},
        {{"--wrap", "a b"}, "wrap=a b |"},
    };
    for (const auto& [words, meaning] : cases) {
        CAPTURE(words);
        CHECK(summary(words) == meaning);
    }
}

TEST_CASE("options end at the first other word") {
    CHECK(summary({"-H", "job.sh", "-n", "4"}) == "hold | job.sh -n 4");
    CHECK(summary({"--", "-H"}) == "| -H");
    CHECK(summary({"-"}) == "| -");
    CHECK(summary({""}) == "| ");
    CHECK(summary({}) == "|");
}

TEST_CASE("a command knows its own options only") {
    CHECK(summary(Command::srun, {"-W5"}) == "wait=5 |");
    CHECK(summary(Command::sbatch, {"-W5"}) == "invalid option -- '5'");
    CHECK(summary(Command::srun, {"--wrap=x"}) == "unrecognized option '--wrap=x'");
    CHECK(summary(Command::salloc, {"-o", "x"}) == "invalid option -- 'o'");
    CHECK(summary(Command::srun, {"--cpu_bind=none"}) == "cpu-bind=none |");
}

TEST_CASE("misspelt options get getopt's words") {
    const struct {
        std::vector<std::string> words;
        std::string error;
    } cases[] = {
        {{"--foo"}, "unrecognized option '--foo'"},
        {{"--foo=3"}, "unrecognized option '--foo=3'"},
        {{"-Y"}, "invalid option -- 'Y'"},
        {{"-HY"}, "invalid option -- 'Y'"},
        {{"--mem"}, "option '--mem' requires an argument"},
        {{"--outp"}, "option '--outp' requires an argument"},
        {{"-N"}, "option requires an argument -- 'N'"},
        {{"-s=yes"}, "invalid option -- '='"},
        {{"--hold=3"}, "option '--hold' doesn't allow an argument"},
        {{"--req=3"}, "option '--requeue' doesn't allow an argument"},
        {{"--ope"}, "option '--ope' requires an argument"},
        {{"--o=x"},
         "option '--o=x' is ambiguous; possibilities: '--open-mode' '--output' '--overcommit' "
         "'--oversubscribe'"},
    };
    for (const auto& [words, error] : cases) {
        CAPTURE(words);
        CHECK(summary(words) == error);
    }
}

TEST_CASE("a prefix that Slurm finds ambiguous is ambiguous here, supported or not") {
    CHECK(summary({"--ntasks-per=2"}).find("'--ntasks-per-core' '--ntasks-per-gpu' '--ntasks-per-node'") !=
          std::string::npos);
    CHECK(summary({"--arr=1-3"}) == "array=1-3 |");
}

TEST_CASE("what stands before a mistake is kept") {
    const std::vector<std::string> words{"-n2", "--foo", "-H"};
    const auto scanned = scan(Command::sbatch, words);
    REQUIRE(scanned.options.size() == 1);
    CHECK(scanned.options[0].text == "2");
}
