// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/local_time.hpp"

#include <array>
#include <cstdlib>
#include <ctime>

namespace sluice::commands {
namespace {

std::tm local(Instant when) {
    const std::time_t seconds = when.time_since_epoch().count();
    std::tm fields{};
    ::localtime_r(&seconds, &fields);
    return fields;
}

std::string format_with(const char* format, Instant when) {
    const auto fields = local(when);
    std::array<char, 256> buffer{};
    return {buffer.data(), std::strftime(buffer.data(), buffer.size(), format, &fields)};
}

/// Days between two instants on the calendar of the reader.
long days_from(Instant from, Instant to) {
    const auto day = [](Instant when) {
        const auto fields = local(when);
        return std::chrono::sys_days{std::chrono::year{fields.tm_year + 1900} /
                                     std::chrono::month{static_cast<unsigned>(fields.tm_mon) + 1} /
                                     std::chrono::day{static_cast<unsigned>(fields.tm_mday)}};
    };
    return (day(to) - day(from)).count();
}

const char* relative_format(Instant when, Instant now) {
    const auto days = days_from(now, when);
    if (days == 0) return "%H:%M:%S";
    if (days == 1) return "Tomorr %H:%M";
    if (days == -1) return "Ystday %H:%M";
    if (days > 1 && days < 7) return "%a %H:%M";
    return local(when).tm_year == local(now).tm_year ? "%-d %b" : "%-d %b %Y";
}

}  // namespace

Instant present() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

std::string format_instant(Instant when) {
    const char* style = std::getenv("SLURM_TIME_FORMAT");
    const std::string_view name = style == nullptr ? "" : style;
    if (name.empty() || name == "standard") return format_with("%Y-%m-%dT%H:%M:%S", when);
    if (name == "relative") return format_with(relative_format(when, present()), when);
    return format_with(style, when);
}

std::string format_instant(const std::optional<Instant>& when, std::string_view absent) {
    return when ? format_instant(*when) : std::string{absent};
}

std::string date_line(Instant when) { return format_with("%a %b %d %H:%M:%S %Y\n", when); }

}  // namespace sluice::commands
