// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/processes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "launcher/node/leftovers.hpp"
#include "launcher/step/spawn.hpp"

using namespace sluice;
using namespace sluice::step;

TEST_CASE("a process is read whatever its command is called") {
    CHECK(parse_stat("412 (bash) S 300 412 300 0 -1").parent == 300);
    CHECK(parse_stat("412 (a) b ) c) R 7 1 1").parent == 7);
    CHECK(parse_stat("412 (a) b ) c) R 7 1 1").pid == 412);
    CHECK(parse_stat("").pid == 0);
    CHECK(parse_stat("412 bash S 300").pid == 0);
}

TEST_CASE("descendants are found however deep, and nobody else") {
    // 10 -> 11 -> 12, 10 -> 13; 20 -> 21 is another family
    const std::vector<ProcessEntry> all{{12, 11}, {21, 20}, {11, 10}, {10, 1}, {13, 10}, {20, 1}};
    auto found = descendants(all, 10);
    std::ranges::sort(found);
    CHECK(found == std::vector<pid_t>{11, 12, 13});
    CHECK(descendants(all, 13).empty());
}

TEST_CASE("a process belongs to a step only by the whole variable") {
    using namespace std::string_view_literals;
    const auto environment = "A=1\0SLUICE_SPOOL=/x/12.0.0\0B="sv;
    CHECK(node::has_variable(environment, "SLUICE_SPOOL=/x/12.0.0"));
    CHECK_FALSE(node::has_variable(environment, "SLUICE_SPOOL=/x/12.0"));
    CHECK_FALSE(node::has_variable(environment, "POOL=/x/12.0.0"));
    CHECK_FALSE(node::has_variable("", "A=1"));
}

TEST_CASE("a program is looked for as a shell would") {
    CHECK(program_candidates("./a", "/bin") == std::vector<std::string>{"./a"});
    CHECK(program_candidates("a", "/bin:/usr/bin") == std::vector<std::string>{"/bin/a", "/usr/bin/a"});
    CHECK(program_candidates("a", ":/bin").front() == "./a");
}
