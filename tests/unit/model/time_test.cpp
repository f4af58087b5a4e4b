// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/time.hpp"

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

TEST_CASE("a time limit is read in every form that Slurm has") {
    const std::vector<std::pair<std::string, Duration>> table{
        {"0", 0min},
        {"1", 1min},
        {"90", 90min},
        {"1:30", 2min},
        {"1:00", 1min},
        {"1:90", 3min},
        {"0:59", 1min},
        {"1:00:00", 1h},
        {"00:30:00", 30min},
        {"0:0:1", 1min},
        {"1-0", Days{1}},
        {"1-2", Days{1} + 2h},
        {"1-2:3", Days{1} + 2h + 3min},
        {"1-2:3:4", Days{1} + 2h + 4min},
        {"1-24", Days{2}},
        {"007", 7min},
        {"2147483647", Duration{std::chrono::minutes{2147483647}}},
    };
    for (const auto& [text, duration] : table) {
        CAPTURE(text);
        const auto limit = parse_time_limit(text);
        REQUIRE(limit);
        CHECK(*limit == duration);
    }
}

TEST_CASE("a limit may be unlimited, in any case") {
    for (const auto* text : {"UNLIMITED", "unlimited", "INFINITE", "Infinite", "-1"}) {
        CAPTURE(text);
        CHECK(parse_time_limit(text).value() == TimeLimit{});
    }
}

TEST_CASE("text that is no time limit is refused") {
    for (const auto* text :
         {"",        "abc", "1h",       "1.5",        "+5",          " 5",         "5 ",          "-2",
          ":",       ":30", "1:",       "1::2",       "1-",          "-",          "1-1-1",       "1-2:3:4:5",
          "1:2:3:4", "--1", "UNLIMITE", "UNLIMITEDX", "99999999999", "2147483648", "4294967295-0"}) {
        CAPTURE(text);
        const auto limit = parse_time_limit(text);
        REQUIRE_FALSE(limit);
        CHECK(limit.error().code == Errc::invalid_time_limit);
        CHECK(limit.error().detail.find(text) != std::string::npos);
    }
}

TEST_CASE("durations are written with days only when there are any") {
    CHECK(format_duration(0s) == "00:00:00");
    CHECK(format_duration(59s) == "00:00:59");
    CHECK(format_duration(24h - 1s) == "23:59:59");
    CHECK(format_duration(24h) == "1-00:00:00");
    CHECK(format_duration(Days{400} + 1h + 2min + 3s) == "400-01:02:03");
    CHECK(format_duration(-1s) == "INVALID");
    CHECK(format_time_limit(30min) == "00:30:00");
    CHECK(format_time_limit({}) == "UNLIMITED");
}

TEST_CASE("elapsed time is written as short as squeue writes it") {
    CHECK(format_elapsed(0s) == "0:00");
    CHECK(format_elapsed(9s) == "0:09");
    CHECK(format_elapsed(1h - 1s) == "59:59");
    CHECK(format_elapsed(1h) == "1:00:00");
    CHECK(format_elapsed(24h - 1s) == "23:59:59");
    CHECK(format_elapsed(24h) == "1-00:00:00");
    CHECK(format_elapsed(-1s) == "INVALID");
}

TEST_CASE("a written limit reads back as itself") {
    for (const auto limit : {TimeLimit{}, TimeLimit{1min}, TimeLimit{25h}, TimeLimit{Days{365}}}) {
        CHECK(parse_time_limit(format_time_limit(limit)).value() == limit);
    }
}

}  // namespace
}  // namespace sluice
