// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <span>
#include <vector>

#include "scheduler/model/number.hpp"
#include "scheduler/model/word.hpp"

namespace sluice {
namespace {

constexpr Duration kLongest = std::chrono::minutes{INT32_MAX};  // Slurm counts limits in 32-bit minutes

/// The numbers between the colons, at most three; empty if one of them is no number.
std::vector<std::uint32_t> colon_fields(std::string_view text) {
    std::vector<std::uint32_t> fields;
    while (true) {
        const auto colon = text.find(':');
        const auto field = parse_number<std::uint32_t>(text.substr(0, colon));
        if (!field || fields.size() == 3) return {};
        fields.push_back(*field);
        if (colon == std::string_view::npos) return fields;
        text.remove_prefix(colon + 1);
    }
}

/// Fields weighed from `largest` downwards: days, hours, minutes, seconds.
Duration weigh(std::span<const std::uint32_t> fields, std::size_t largest) {
    constexpr std::array kUnits{Duration{86'400}, Duration{3'600}, Duration{60}, Duration{1}};
    Duration sum{0};
    for (std::size_t i = 0; i < fields.size(); ++i) sum += kUnits[largest + i] * fields[i];
    return sum;
}

std::optional<Duration> parse_duration(std::string_view text) {
    constexpr std::size_t kDays = 0, kHours = 1, kMinutes = 2;
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) {
        const auto fields = colon_fields(text);
        if (fields.empty()) return std::nullopt;
        return weigh(fields, fields.size() == 3 ? kHours : kMinutes);
    }
    const auto days = colon_fields(text.substr(0, dash));
    const auto rest = colon_fields(text.substr(dash + 1));
    if (days.size() != 1 || rest.empty()) return std::nullopt;
    return weigh(days, kDays) + weigh(rest, kHours);
}

struct Clock {
    std::int64_t days, hours, minutes, seconds;
};

Clock split(Duration duration) {
    const auto s = duration.count();
    return {s / 86'400, s / 3'600 % 24, s / 60 % 60, s % 60};
}

}  // namespace

Result<TimeLimit> parse_time_limit(std::string_view text) {
    if (text == "-1" || same_word(text, "UNLIMITED") || same_word(text, "INFINITE")) return TimeLimit{};
    const auto duration = parse_duration(text);
    if (!duration || *duration > kLongest) {
        const auto* reason = duration ? "too long" : "not M, M:S, H:M:S, D-H, D-H:M, D-H:M:S or UNLIMITED";
        return fail(Errc::invalid_time_limit, fmt::format("time limit '{}' is {}", text, reason));
    }
    return TimeLimit{std::chrono::ceil<std::chrono::minutes>(*duration)};
}

std::string format_time_limit(const TimeLimit& limit) {
    return limit ? format_duration(*limit) : "UNLIMITED";
}

std::string format_duration(Duration duration) {
    if (duration < Duration{0}) return "INVALID";
    const auto [days, hours, minutes, seconds] = split(duration);
    const auto clock = fmt::format("{:02}:{:02}:{:02}", hours, minutes, seconds);
    return days == 0 ? clock : fmt::format("{}-{}", days, clock);
}

std::string format_elapsed(Duration duration) {
    if (duration < Duration{0}) return "INVALID";
    const auto [days, hours, minutes, seconds] = split(duration);
    if (days > 0) return format_duration(duration);
    if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, seconds);
    return fmt::format("{}:{:02}", minutes, seconds);
}

}  // namespace sluice
