// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/submit/script.hpp"

using namespace sluice::submit;

namespace {

using Words = std::vector<std::string>;

/// The words of all directives, in one list.
Words words_of(std::string_view script) {
    Words words;
    const auto directives = read_directives(script, "job.sh");
    REQUIRE(directives.has_value());
    for (const auto& directive : *directives)
        words.insert(words.end(), directive.words.begin(), directive.words.end());
    return words;
}

std::string error_of(std::string_view script) {
    const auto checked = check_script(script);
    return checked ? "" : checked.error().text;
}

}  // namespace

TEST_CASE("what is no batch script is refused in Slurm's words") {
    const std::string no_interpreter =
        "This does not look like a batch script.  The first\n"
        "line must start with #! followed by the path to an interpreter.\n"
        "For instance: #!/bin/sh";
    const std::string dos =
        "Batch script contains DOS line breaks (\\r\\n)\ninstead of expected UNIX line breaks (\\n).";
    CHECK(error_of("") == "Batch script is empty!");
    CHECK(error_of("\n\n \t\n") == "Batch script contains only whitespace!");
    CHECK(error_of(std::string_view{"\0\n", 2}) == "Batch script contains only whitespace!");
    CHECK(error_of("echo\n") == no_interpreter);
    CHECK(error_of(" #!/bin/sh\n") == no_interpreter);
    CHECK(error_of("#SBATCH -n2\n#!/bin/sh\n") == no_interpreter);
    CHECK(error_of("#!/bin/sh\r\necho\r\n") == dos);
    CHECK(error_of("#!/bin/sh\necho\r\n") == dos);
    CHECK(error_of("#!/bin/sh\necho '\r'\n").empty());
    CHECK(error_of("#!/bin/sh").empty());
    CHECK(check_script("echo").error().code == 1);
}

TEST_CASE("directives stand before the first command") {
    CHECK(words_of("#!/bin/sh\n#SBATCH -n2\n\n# note\n   # another\n\t\n#SBATCH -c3\necho\n#SBATCH -N4\n") ==
          Words{"-n2", "-c3"});
    CHECK(words_of("#!/bin/sh\n:\n#SBATCH -n2\n").empty());
    CHECK(words_of("#!/bin/sh\n#SBATCH -n2") == Words{"-n2"});
    CHECK(words_of("#!/bin/sh\n #SBATCH -n2\n##SBATCH -n3\n# SBATCH -n4\n#sbatch -n5\n").empty());
    CHECK(words_of("#!/bin/sh\n#SBATCH\n#SBATCH   \n").empty());
    CHECK(words_of("#!/bin/sh\n#SBATCH-n2\n#SBATCH\t-c3\n") == Words{"-n2", "-c3"});
}

TEST_CASE("a directive's line is remembered") {
    const auto directives = read_directives("#!/bin/sh\n\n#SBATCH -n2\n#SBATCH -c3 -H\n", "job.sh");
    REQUIRE(directives.has_value());
    CHECK(*directives == std::vector<Directive>{{3, {"-n2"}}, {4, {"-c3", "-H"}}});
}

TEST_CASE("words of a directive may be quoted") {
    const struct {
        std::string line;
        Words words;
    } cases[] = {
        {"-n2 -c 3", {"-n2", "-c", "3"}},
        {"-n2 # -c3", {"-n2"}},
        {"--comment=a#b", {"--comment=a"}},
        {"--comment=a\\#b", {"--comment=a#b"}},
        {"--comment=\"a # b\" -H", {"--comment=a # b", "-H"}},
        {"-J 'a \"b'", {"-J", "a \"b"}},
        {"-J a\"b c\"d", {"-J", "ab cd"}},
        {"-J \"\" -H", {"-J", "", "-H"}},
        {"-J \\\"x", {"-J", "\"x"}},
        {"-J a\\\\b", {"-J", "a\\b"}},
        {"-n2 \\", {"-n2"}},
        {"--time=1 #SBATCH -n3", {"--time=1"}},
    };
    for (const auto& [line, words] : cases) {
        CAPTURE(line);
        CHECK(words_of("#!/bin/sh\n#SBATCH " + line + "\n") == words);
    }
}

TEST_CASE("a quote that is not closed names file, line and rest") {
    const auto fault = [](std::string_view line) {
        const auto directives = read_directives("#!/bin/sh\n#SBATCH " + std::string{line} + "\n", "job.sh");
        REQUIRE_FALSE(directives.has_value());
        CHECK(directives.error().fatal);
        CHECK(directives.error().code == 1);
        return directives.error().text;
    };
    CHECK(fault("-N1 \"unclosed") == "job.sh: line 2: Unmatched `\"` in [ \"unclosed]");
    CHECK(fault("--comment='a\\'b") == "job.sh: line 2: Unmatched `'` in [--comment='a\\'b]");
}

TEST_CASE("long lines are kept whole") {
    const std::string value(3000, 'x');
    CHECK(words_of("#!/bin/sh\n#SBATCH --comment=" + value + "\n") == Words{"--comment=" + value});
}

TEST_CASE("option --wrap makes a script") {
    CHECK(wrap_script("echo hi") == "#!/bin/sh\n# This script was created by sbatch --wrap.\n\necho hi\n");
}
