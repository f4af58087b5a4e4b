// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cstdlib>
#include <ctime>

#include "scheduler/submit/begin_time.hpp"

using namespace sluice;
using namespace sluice::submit;

namespace {

/// Makes local time that of Berlin, with summer time, for one test.
class Berlin {
  public:
    Berlin() { ::setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1), ::tzset(); }
    ~Berlin() { ::setenv("TZ", "UTC", 1), ::tzset(); }
    Berlin(const Berlin&) = delete;
    Berlin& operator=(const Berlin&) = delete;
};

constexpr Instant kNow{Duration{1'700'000'000}};  // Tuesday 2023-11-14, 23:13:20 in Berlin

std::string shown(std::string_view text) {
    const auto time = parse_begin(text, kNow);
    return time ? format_local(*time) : "fault at " + std::to_string(time.error().position);
}

}  // namespace

TEST_CASE("a begin time may be counted from now") {
    const Berlin zone;
    CHECK(shown("now") == "2023-11-14T23:13:20");
    CHECK(shown("NOW") == "2023-11-14T23:13:20");
    CHECK(shown("now+10") == "2023-11-14T23:13:30");
    CHECK(shown("now+1second") == "2023-11-14T23:13:21");
    CHECK(shown("now+2minutes") == "2023-11-14T23:15:20");
    CHECK(shown("now+1hour") == "2023-11-15T00:13:20");
    CHECK(shown("now+2hours") == "2023-11-15T01:13:20");
    CHECK(shown("now+3days") == "2023-11-17T23:13:20");
    CHECK(shown("now+1week") == "2023-11-21T23:13:20");
    CHECK(shown("now + 1 hour") == "2023-11-15T00:13:20");
    CHECK(shown("now-1hour") == "2023-11-14T22:13:20");
}

TEST_CASE("a time of day that has passed means tomorrow") {
    const Berlin zone;
    CHECK(shown("23:14") == "2023-11-14T23:14:00");
    CHECK(shown("23:13:21") == "2023-11-14T23:13:21");
    CHECK(shown("23:13:20") == "2023-11-15T23:13:20");
    CHECK(shown("23:13") == "2023-11-15T23:13:00");
    CHECK(shown("16:00") == "2023-11-15T16:00:00");
    CHECK(shown("4:30pm") == "2023-11-15T16:30:00");
    CHECK(shown("11:30pm") == "2023-11-14T23:30:00");
    CHECK(shown("12:30am") == "2023-11-15T00:30:00");
    CHECK(shown("12:30pm") == "2023-11-15T12:30:00");
    CHECK(shown("midnight") == "2023-11-15T00:00:00");
    CHECK(shown("noon") == "2023-11-15T12:00:00");
    CHECK(shown("fika") == "2023-11-15T15:00:00");
    CHECK(shown("Teatime") == "2023-11-15T16:00:00");
}

TEST_CASE("a date without its year is the next one") {
    const Berlin zone;
    CHECK(shown("11/15") == "2023-11-15T00:00:00");
    CHECK(shown("11/14") == "2024-11-14T00:00:00");
    CHECK(shown("11/14 23:14") == "2023-11-14T23:14:00");
    CHECK(shown("1/2") == "2024-01-02T00:00:00");
    CHECK(shown("0102") == "2024-01-02T00:00:00");
    CHECK(shown("01.02") == "2024-01-02T00:00:00");
}

TEST_CASE("dates and times of day go together in either order") {
    const Berlin zone;
    CHECK(shown("2024-07-01") == "2024-07-01T00:00:00");  // summer time
    CHECK(shown("2024-07-01T12:34") == "2024-07-01T12:34:00");
    CHECK(shown("2024-07-01T12:34:56") == "2024-07-01T12:34:56");
    CHECK(shown("2024-07-01 12:34") == "2024-07-01T12:34:00");
    CHECK(shown("2024-07-01-12:34") == "2024-07-01T12:34:00");
    CHECK(shown("12/24/23 6:00") == "2023-12-24T06:00:00");
    CHECK(shown("6:00 12/24/23") == "2023-12-24T06:00:00");
    CHECK(shown("12/24-16:00") == "2023-12-24T16:00:00");
    CHECK(shown("122423") == "2023-12-24T00:00:00");
    CHECK(shown("12/24 noon") == "2023-12-24T12:00:00");
    CHECK(shown("tomorrow") == "2023-11-15T00:00:00");
    CHECK(shown("today") == "2023-11-14T00:00:00");
    CHECK(shown("16:00tomorrow") == "2023-11-15T16:00:00");
    CHECK(shown("noon tomorrow") == "2023-11-15T12:00:00");
    CHECK(shown("2023-02-30") == "2023-03-02T00:00:00");
}

TEST_CASE("what is no time is refused where it begins") {
    const struct {
        std::string text, fault;
    } cases[] = {
        {"", "fault at 0"},
        {"zz", "fault at 0"},
        {"now+zz", "fault at 3"},
        {"now+", "fault at 3"},
        {"now1", "fault at 3"},
        {"now+1fortnight", "fault at 5"},
        {"24:00", "fault at 0"},
        {"23:60", "fault at 3"},
        {"23:59:60", "fault at 6"},
        {"16", "fault at 0"},
        {"1607", "fault at 0"},
        {"2023-13-01", "fault at 5"},
        {"2024-07-01T12", "fault at 13"},
        {"13:00pm", "fault at 0"},
        {"noon+1hour", "fault at 4"},
        {"saturday", "fault at 0"},
        {"1/2/2027", "fault at 6"},
        {"now+1hour 3", "fault at 5"},
    };
    for (const auto& [text, fault] : cases) {
        CAPTURE(text);
        CHECK(shown(text) == fault);
    }
}
