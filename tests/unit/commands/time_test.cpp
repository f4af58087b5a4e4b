// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "samples.hpp"
#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/past_time.hpp"

using namespace sluice;
using namespace sluice::commands;
using namespace sluice::commands::samples;

TEST_CASE("times are printed in the reader's time zone") {
    use_utc();
    CHECK(format_instant(kNow) == "2026-11-23T06:29:22");
    ::setenv("TZ", "EST5", 1);
    ::tzset();
    CHECK(format_instant(kNow) == "2026-11-23T01:29:22");
    use_utc();
    CHECK(format_instant(std::nullopt, "N/A") == "N/A");
}

TEST_CASE("SLURM_TIME_FORMAT changes how times are printed") {
    use_utc();
    ::setenv("SLURM_TIME_FORMAT", "%s", 1);
    CHECK(format_instant(kNow) == std::to_string(kNow.time_since_epoch().count()));
    ::setenv("SLURM_TIME_FORMAT", "standard", 1);
    CHECK(format_instant(kNow) == "2026-11-23T06:29:22");
    ::setenv("SLURM_TIME_FORMAT", "relative", 1);
    CHECK(format_instant(Instant{1'340'000'000s}) == "18 Jun 2012");
    const auto midnight = parse_past_time("midnight", present()).value();
    CHECK(format_instant(midnight + 1s) == "00:00:01");
    CHECK(format_instant(midnight - 1h) == "Ystday 23:00");
    CHECK(format_instant(midnight + 25h) == "Tomorr 01:00");
    use_utc();
}

TEST_CASE("times of the past are read as sacct's manual writes them") {
    use_utc();
    struct Example {
        std::string text, time;
    };
    const auto example = GENERATE(values<Example>({
        {"00:00", "2026-11-23T00:00:00"},
        {"08:30", "2026-11-23T08:30:00"},
        {"04:30", "2026-11-23T04:30:00"},
        {"4:30:15 PM", "2026-11-23T16:30:15"},
        {"1123", "2026-11-23T00:00:00"},
        {"0101", "2026-01-01T00:00:00"},
        {"010225", "2025-01-02T00:00:00"},
        {"01/02", "2026-01-02T00:00:00"},
        {"12/31", "2026-12-31T00:00:00"},
        {"01/02/25", "2025-01-02T00:00:00"},
        {"01.02.25-10:20", "2025-01-02T10:20:00"},
        {"01/02-10:20:30", "2026-01-02T10:20:30"},
        {"2026-11-22", "2026-11-22T00:00:00"},
        {"2026-11-22T10:11", "2026-11-22T10:11:00"},
        {"2026-11-22T10:11:12", "2026-11-22T10:11:12"},
        {"now", "2026-11-23T06:29:22"},
        {"now-2days", "2026-11-21T06:29:22"},
        {"now-60", "2026-11-23T06:28:22"},
        {"today", "2026-11-23T00:00:00"},
        {"midnight", "2026-11-23T00:00:00"},
        {"noon", "2026-11-23T12:00:00"},
        {"tomorrow", "2026-11-24T00:00:00"},
        {"1795415362", "2026-11-23T06:29:22"},
    }));
    CAPTURE(example.text);
    const auto parsed = parse_past_time(example.text, kNow);
    REQUIRE(parsed);
    CHECK(format_instant(*parsed) == example.time);
}

TEST_CASE("what is no time is refused") {
    for (const std::string text : {"foo", "", "25:00", "2026-13-01", "now+", "12/", "1/2/3/4"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_past_time(text, kNow).has_value());
    }
}
