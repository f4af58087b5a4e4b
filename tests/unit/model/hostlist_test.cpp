// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/hostlist.hpp"

#include <catch2/catch.hpp>
#include <utility>

namespace sluice {
namespace {

using Names = std::vector<std::string>;

Names expanded(std::string_view text) {
    const auto hosts = expand_hosts(text);
    INFO(text);
    if (!hosts) FAIL(hosts.error().detail);
    return *hosts;
}

TEST_CASE("a host list expands to its names in the order of the text") {
    const std::vector<std::pair<std::string, Names>> table{
        {"login", {"login"}},
        {"n1", {"n1"}},
        {"n[1-3]", {"n1", "n2", "n3"}},
        {"n[1-3,7]", {"n1", "n2", "n3", "n7"}},
        {"n[3,1-2],x5", {"n3", "n1", "n2", "x5"}},
        {"n[2-2]", {"n2"}},
        {"n[08-10]", {"n08", "n09", "n10"}},
        {"n[099-101]", {"n099", "n100", "n101"}},
        {"[1-2]", {"1", "2"}},
        {"n1,n1", {"n1", "n1"}},
        {"r[1-2]c[1-2]", {"r1c1", "r1c2", "r2c1", "r2c2"}},
        {"a[1]b[2]c[3-4]", {"a1b2c3", "a1b2c4"}},
        {"row[0,1]_rack[2-3]", {"row0_rack2", "row0_rack3", "row1_rack2", "row1_rack3"}},
        {" n1 , n2 ", {"n1", "n2"}},
        {"n1 n[2-3]\nn4", {"n1", "n2", "n3", "n4"}},
        {"10.0.0.[1-2]", {"10.0.0.1", "10.0.0.2"}},
    };
    for (const auto& [text, names] : table) CHECK(expanded(text) == names);
}

TEST_CASE("a wrong host list is refused with the position and the reason") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "character 1: a name is missing"},
        {",n1", "character 1: a name is missing"},
        {"n1,,n2", "character 4: a name is missing"},
        {"n1,", "character 4: a name is missing"},
        {"n[1-3", "character 2: the bracket is not closed"},
        {"n[", "character 3: the bracket is not closed"},
        {"n[1-", "character 5: the bracket is not closed"},
        {"n1]", "character 3: ']' closes no bracket"},
        {"n[1]]", "character 5: ']' closes no bracket"},
        {"n[]", "character 3: a number is missing"},
        {"n[1,]", "character 5: a number is missing"},
        {"n[,1]", "character 3: a number is missing"},
        {"n[-3]", "character 3: a number is missing"},
        {"n[1-]", "character 5: a number is missing"},
        {"n[a-c]", "character 3: a number is missing"},
        {"n[1-2-3]", "character 6: only numbers"},
        {"n[1;2]", "character 4: only numbers"},
        {"n[[1]]", "character 3: a number is missing"},
        {"n[3-1]", "character 3: 3-1 runs backwards"},
        {"x1,n[9-08]", "character 6: 9-08 runs backwards"},
        {"n[1-2]x", "character 7: text follows the last bracket"},
        {"n[1-2]-ib,m1", "character 7: text follows the last bracket"},
        {"n[1234567890123456789]", "character 3: the number is too long"},
        {std::string(256, 'n'), "character 1: the name is too long"},
    };
    for (const auto& [text, reason] : table) {
        CAPTURE(text, reason);
        const auto hosts = expand_hosts(text);
        REQUIRE_FALSE(hosts);
        CHECK(hosts.error().code == Errc::invalid_node_name);
        CHECK(hosts.error().detail.find(reason) != std::string::npos);
    }
}

TEST_CASE("as many hosts as the limit expand, one more is refused before anything is made") {
    CHECK(expanded("n[1-262144]").size() == kMaxHosts);
    CHECK(expanded("a[1-512]b[1-512]").size() == kMaxHosts);
    CHECK_FALSE(expand_hosts("n[0-262144]"));
    CHECK_FALSE(expand_hosts("n[1-262144],x"));
    CHECK_FALSE(expand_hosts("a[1-512]b[1-513]"));
    CHECK_FALSE(expand_hosts("n[0-999999999999999999]"));
    CHECK_FALSE(expand_hosts("a[1-99999]b[1-99999]c[1-99999]d[1-99999]"));
}

TEST_CASE("names fold into the shortest brackets that keep their order") {
    const std::vector<std::pair<Names, std::string>> table{
        {{}, ""},
        {{"login"}, "login"},
        {{"n1"}, "n1"},
        {{"n1", "n2"}, "n[1-2]"},
        {{"n1", "n2", "n3", "n5"}, "n[1-3,5]"},
        {{"n3", "n1", "n2", "x5"}, "n[3,1-2],x5"},
        {{"n3", "x5", "n1"}, "n3,x5,n1"},
        {{"n1", "n1", "n2"}, "n[1,1-2]"},
        {{"n08", "n09", "n10"}, "n[08-10]"},
        {{"n8", "n9", "n10"}, "n[8-10]"},
        {{"n099", "n100"}, "n[099-100]"},
        {{"n9", "n010"}, "n[9,010]"},
        {{"n007", "n8"}, "n[007,8]"},
        {{"1", "2"}, "[1-2]"},
        {{"r1c1", "r1c2", "r2c1"}, "r1c[1-2],r2c1"},
        {{"n1-ib", "n2-ib"}, "n1-ib,n2-ib"},
        {{"a", "b", "a"}, "a,b,a"},
    };
    for (const auto& [names, text] : table) CHECK(fold_hosts(names) == text);
}

TEST_CASE("a folded list expands to the names it was made of") {
    const std::vector<Names> table{
        {"n1", "n2", "n4", "m1", "n5", "n6"},
        {"n9", "n10", "n010", "n11"},
        {"0", "1", "01", "002", "a99", "a100"},
        {"n999999999999999999", "n1000000000000000000"},
        {"n00000000000000000000001", "n00000000000000000000002"},
    };
    for (const auto& names : table) CHECK(expanded(fold_hosts(names)) == names);
}

}  // namespace
}  // namespace sluice
