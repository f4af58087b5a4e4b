// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/past_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "scheduler/commands/words.hpp"
#include "scheduler/model/number.hpp"
#include "scheduler/submit/begin_time.hpp"

namespace sluice::commands {
namespace {

constexpr std::size_t kShortestEpoch = 8;  // digits; fewer are a date

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_iso_date(std::string_view text) {
    return text.size() >= 10 && text[4] == '-' && all_digits(text.substr(0, 4));
}

/// `MMDD` and `MM/DD` with the year put behind; empty if the text is no date of that kind.
std::string date_with_year(std::string_view text, Instant now) {
    std::string date{text};
    std::ranges::replace(date, '.', '/');
    const auto year = submit::format_local(now).substr(2, 2);
    if (all_digits(date)) return date.size() == 4 ? date + year : date;
    switch (std::ranges::count(date, '/')) {
        case 1: return date + "/" + year;
        case 2: return date;
        default:
            return "";
    }
}

/// The text with everything said that --begin would take from the future.
std::string spelled_out(std::string_view text, Instant now) {
    if (is_iso_date(text) || begins_with(text, "now") || begins_with(text, "to")) return std::string{text};
    const auto dash = std::min(text.find('-'), text.size());
    const auto date = date_with_year(text.substr(0, dash), now);
    if (date.empty()) return "today " + std::string{text};
    return date + std::string{text.substr(dash)};
}

}  // namespace

Result<Instant> parse_past_time(std::string_view text, Instant now) {
    const auto seconds = parse_number<std::uint64_t>(text);
    if (seconds && text.size() >= kShortestEpoch) return Instant{Duration{*seconds}};
    std::string glued{text};
    std::erase(glued, ' ');
    const auto parsed = submit::parse_begin(spelled_out(glued, now), now);
    if (parsed && !glued.empty()) return *parsed;
    return fail(Errc::invalid_argument, fmt::format("Invalid time specification (pos=0): {}", text));
}

}  // namespace sluice::commands
