// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/commands/table.hpp"
#include "scheduler/commands/words.hpp"

using namespace sluice::commands;

namespace {

const FieldKey kFields[] = {
    {"jobid", 'i', "JOBID"}, {"name", 'j', "NAME"}, {"statelong", 0, "STATE"}, {"user", 'u', "USER"}};
const Cells kCells{"12", "a long name", "RUNNING", "root"};

std::string print(const ReadLayout& read) {
    Cells cells;
    for (const auto& column : read.layout.columns) cells.push_back(kCells[column.field]);
    return print_table(read.layout, kFields, std::vector<Cells>{cells}, Header::hidden);
}

}  // namespace

TEST_CASE("a column has the width that its format gives, and no more") {
    struct Example {
        std::string format, line;
    };
    const auto example = GENERATE(values<Example>({
        {"%i %j", "12 a long name\n"},
        {"%.5i|%5j|", "   12|a lon|\n"},
        {"%.6j|%2u", "a long|ro\n"},
        {"%05i|", "12   |\n"},
        {"x%iy%jz", "x12ya long namez\n"},
        {R"({"id": %i, "user": "%u"})", "{\"id\": 12, \"user\": \"root\"}\n"},
        {"no column", "no column\n"},
        {"100%% of %i", "100% of 12\n"},
        {"%i %", "12 \n"},
        {"%#i|%.#u|", "12       |     root|\n"},
        {"%all", "12|a long name|root\n"},
    }));
    CHECK(print(read_letters(example.format, kFields)) == example.line);
}

TEST_CASE("a time is never cut") {
    const FieldKey keys[] = {{"timelimit", 'l', "TIME_LIMIT", Gather::no, Cut::never}};
    const std::vector<Cells> rows{{"5:00"}, {"2-00:00:00"}};
    CHECK(print_table(read_letters("%.9l|", keys).layout, keys, rows, Header::shown) ==
          "TIME_LIMI|\n     5:00|\n2-00:00:00|\n");
}

TEST_CASE("a letter that no field has is reported and stays in the output") {
    const auto read = read_letters("%i %!x %.5Q.", kFields);
    CHECK(read.unknown == std::vector<std::string>{"!", "Q"});
    CHECK(print(read) == "12 %!x %.5Q.\n");
}

TEST_CASE("columns by name are 20 wide unless the format says otherwise") {
    struct Example {
        std::string format, line;
    };
    const auto example = GENERATE(values<Example>({
        {"jobid,user", "12                  root                \n"},
        {"JobID:5,name:.12,User:3", "12    a long nameroo\n"},
        {"jobid:-5,user:3", "12   roo\n"},
        {"jobid:|,user: x", "12|root x\n"},
        {"jobid:\x1f,user:\x1f", "12\x1froot\x1f\n"},
        {"jobid:,user:", "12root\n"},
        {"jobid:4_,user:.6|", "12  _  root|\n"},
        {"jobid,,user:2", "12                  ro\n"},
    }));
    CHECK(print(read_names(example.format, kFields)) == example.line);
    CHECK(read_names(example.format, kFields).unknown.empty());
}

TEST_CASE("a name that no field has is reported") {
    CHECK(read_names("jobid,foo:5,user", kFields).unknown == std::vector<std::string>{"foo"});
}

TEST_CASE("headers are cut like the texts below them") {
    const auto read = read_letters("%.3i %2j %u", kFields);
    CHECK(print_table(read.layout, kFields, {}, Header::shown) == "JOB NA USER\n");
}

TEST_CASE("a column as wide as its longest text is never narrower than nine") {
    const auto read = read_letters("%#j|", kFields);
    const std::vector<Cells> rows{{"short"}, {"a rather long one"}};
    CHECK(print_table(read.layout, kFields, rows, Header::shown) ==
          "NAME             |\nshort            |\na rather long one|\n");
    CHECK(print_table(read.layout, kFields, {}, Header::shown) == "NAME     |\n");
}

TEST_CASE("widths count characters, not bytes") {
    CHECK(text_width("größe") == 5);
    CHECK(fitted("größe", 4, false) == "größ");
    CHECK(fitted("größe", 7, true) == "  größe");
}
