// SPDX-License-Identifier: Apache-2.0
//
// The option table itself, and the texts that are made from it.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <sstream>

#include "scheduler/submit/help.hpp"
#include "scheduler/submit/manual.hpp"
#include "scheduler/submit/option_table.hpp"
#include "tests/unit/submit/invoke.hpp"

using namespace sluice::submit;

namespace {

constexpr Command kCommands[] = {Command::sbatch, Command::srun, Command::salloc};

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream in{text};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::vector<const Option*> all_of(Command command) {
    auto options = options_of(command);
    for (const auto& option : unsupported_options()) {
        if (includes(option.commands, command)) options.push_back(&option);
    }
    return options;
}

}  // namespace

TEST_CASE("every name and letter means one option of a command") {
    for (const auto command : kCommands) {
        std::multiset<std::string_view> names;
        std::multiset<char> letters;
        for (const auto* option : all_of(command)) {
            names.insert(option->name);
            if (!option->also.empty()) names.insert(option->also);
            if (option->letter != 0) letters.insert(option->letter);
        }
        for (const auto name : names) {
            CAPTURE(to_string(command), name);
            CHECK(names.count(name) == 1);
        }
        for (const auto letter : letters) {
            CAPTURE(to_string(command), letter);
            CHECK(letters.count(letter) == 1);
        }
    }
}

TEST_CASE("every option of the table does something and is explained") {
    for (const auto command : kCommands) {
        for (const auto* option : options_of(command)) {
            CAPTURE(option->name);
            CHECK((option->apply != nullptr) != (option->print != nullptr));
            CHECK_FALSE(option->help.empty());
            CHECK(option->manual.ends_with('.'));
            CHECK((option->takes == Takes::nothing) == option->shown.empty());
        }
    }
}

TEST_CASE("option --help has a line for every option, under headings") {
    const auto text = help_text(Command::sbatch);
    CHECK_THAT(text, Catch::StartsWith("Usage: sbatch [OPTIONS...] script [args...]\n\nJob options:\n"));
    CHECK_THAT(text, Catch::Contains("\n  -N, --nodes=n[-m]           number of nodes, or least and most\n"));
    CHECK_THAT(text, Catch::Contains("\n      --nice[=value]          lower the priority"));
    CHECK_THAT(text, Catch::Contains("\nHelp options:\n  -h, --help "));
    CHECK_THAT(text, !Catch::Contains("--licenses"));
    for (const auto command : kCommands) {
        for (const auto& line : lines_of(help_text(command))) {
            CAPTURE(line);
            CHECK(line.size() <= 90);
        }
    }
}

TEST_CASE("option --usage fits the terminal") {
    CHECK_THAT(usage_text(Command::sbatch), Catch::StartsWith("Usage: sbatch [-A name]"));
    CHECK_THAT(usage_text(Command::srun), Catch::EndsWith("program [args...]\n"));
    for (const auto& line : lines_of(usage_text(Command::srun))) CHECK(line.size() <= 80);
}

TEST_CASE("help wins over everything but a misspelt word after it is still help") {
    using namespace sluice::submit::test;
    CHECK(bad(sbatch("--help")) == Exit{0, help_text(Command::sbatch), ""});
    CHECK(bad(sbatch("--mem=x", "--usage")).out == usage_text(Command::sbatch));
    CHECK(bad(srun("-V")).out == "slurm 22.05.8 (Sluice 0.1.0)\n");
    CHECK(bad(srun("--help", "--foo")).code == 0);
}

TEST_CASE("completion knows all options") {
    const auto words = completion_words(Command::srun);
    for (const auto* word : {"--label", "-l", "--nodes", "-N", "--help"}) {
        CHECK(std::ranges::find(words, word) != words.end());
    }
    CHECK(std::ranges::find(words, "--parsable") == words.end());
}

TEST_CASE("the manual page has every option and no stray control line") {
    for (const auto command : kCommands) {
        const auto page = manual_page(command);
        CHECK_THAT(page, Catch::Contains("\n.SH OPTIONS\n"));
        CHECK_THAT(page, Catch::Contains("\\fB\\-t\\fR, \\fB\\-\\-time\\fR=\\fIlimit\\fR\n"));
        const std::set<std::string> macros{".TH", ".SH", ".SS", ".TP", ".PP", ".IP", ".nf", ".fi", ".\\\""};
        for (const auto& line : lines_of(page)) {
            CAPTURE(line);
            CHECK_FALSE(line.starts_with('\''));
            if (line.starts_with('.')) CHECK(macros.contains(line.substr(0, line.find(' '))));
        }
    }
    CHECK_THAT(manual_page(Command::sbatch),
               Catch::Contains("\\fBSBATCH_TIMELIMIT\\fR\nsets \\fB\\-\\-time\\fR\n"));
}
