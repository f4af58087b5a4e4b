// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/begin_time.hpp"

#include <fmt/format.h>

#include <ctime>

namespace sluice::submit {
namespace {

std::tm local(Instant time) {
    const auto seconds = static_cast<std::time_t>(time.time_since_epoch().count());
    std::tm fields{};
    localtime_r(&seconds, &fields);
    return fields;
}

/// Fields out of range carry over: 30 February is 2 March, as in Slurm.
Instant instant_of(std::tm fields) {
    fields.tm_isdst = -1;
    return Instant{Duration{std::mktime(&fields)}};
}

std::tm at(std::tm day, Clock clock) {
    day.tm_hour = clock.hour;
    day.tm_min = clock.minute;
    day.tm_sec = clock.second;
    return day;
}

void set_date(std::tm& fields, const Date& date, Instant now) {
    fields.tm_mon = date.month - 1;
    fields.tm_mday = date.day;
    if (date.year) fields.tm_year = *date.year - 1900;
    else if (instant_of(fields) <= now) ++fields.tm_year;
}

}  // namespace

Instant begin_after(const BeginText& said, Instant now) {
    if (said.from_now) return now + *said.from_now;
    auto fields = at(local(now), said.clock.value_or(Clock{}));
    if (said.date) set_date(fields, *said.date, now);
    else if (said.days_from_today) fields.tm_mday += *said.days_from_today;
    else if (instant_of(fields) <= now) ++fields.tm_mday;
    return instant_of(fields);
}

tl::expected<Instant, BeginFault> parse_begin(std::string_view text, Instant now) {
    const auto said = read_begin(text);
    if (!said) return tl::unexpected{said.error()};
    return begin_after(*said, now);
}

std::string format_local(Instant time) {
    const auto t = local(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
                       t.tm_hour, t.tm_min, t.tm_sec);
}

}  // namespace sluice::submit
