// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/patterns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace sluice::submit {
namespace {

constexpr std::uint32_t kNoArrayTask = 0xfffffffe;  // what Slurm prints for %a outside an array
constexpr std::size_t kWidest = 10;
constexpr char kUnknown = '\0';

std::string padded(std::uint32_t number, std::size_t width) { return fmt::format("{:0{}}", number, width); }

std::string short_name(const std::string& host) { return host.substr(0, host.find('.')); }

std::string step_part(const PatternValues& values, std::size_t width) {
    if (!values.step || *values.step == kBatchStep) return "batch";
    return padded(values.step->value(), width);
}

std::string job_and_step(const PatternValues& values, std::size_t width) {
    const auto job = padded(values.job.value(), width);
    if (!values.step || *values.step == kBatchStep) return job;
    return fmt::format("{}.{}", job, values.step->value());
}

/// The text for one letter; empty optional for a letter without meaning.
std::optional<std::string> text_for(char letter, const PatternValues& values, std::size_t width) {
    switch (letter) {
        case '%': return "%";
        case 'j': return padded(values.job.value(), width);
        case 'J': return job_and_step(values, width);
        case 'A': return padded(values.array_job.value_or(values.job).value(), width);
        case 'a': return padded(values.array_task.value_or(kNoArrayTask), width);
        case 's': return step_part(values, width);
        case 'n': return padded(values.node, width);
        case 't': return padded(values.task, width);
        case 'x': return values.job_name;
        case 'u': return values.user;
        case 'N': return short_name(values.host);
        default: return std::nullopt;
    }
}

/// A place in a pattern: from the per cent sign to its letter.
struct Place {
    std::string_view text;
    std::size_t width = 0;
    char letter = kUnknown;  // also when the pattern ends before one
};

/// Requires that `rest` begins with a per cent sign.
Place first_place(std::string_view rest) {
    Place place;
    std::size_t at = 1;
    for (; at < rest.size() && std::isdigit(static_cast<unsigned char>(rest[at])) != 0; ++at) {
        place.width = std::min(place.width * 10 + static_cast<std::size_t>(rest[at] - '0'), kWidest);
    }
    if (at < rest.size()) place.letter = rest[at++];
    place.text = rest.substr(0, at);
    return place;
}

bool is_literal(std::string_view pattern) { return pattern.starts_with('\\'); }

std::string without_backslashes(std::string_view pattern) {
    std::string name;
    std::ranges::remove_copy(pattern, std::back_inserter(name), '\\');
    return name;
}

}  // namespace

std::string expand_pattern(std::string_view pattern, const PatternValues& values) {
    if (is_literal(pattern)) return without_backslashes(pattern);
    std::string name;
    while (!pattern.empty()) {
        const auto plain = pattern.substr(0, pattern.find('%'));
        name += plain;
        pattern.remove_prefix(plain.size());
        if (pattern.empty()) break;
        const auto place = first_place(pattern);
        name += text_for(place.letter, values, place.width).value_or(std::string{place.text});
        pattern.remove_prefix(place.text.size());
    }
    return name;
}

PatternSpread spread_of(std::string_view pattern) {
    auto spread = PatternSpread::one_file;
    if (is_literal(pattern)) return spread;
    for (auto at = pattern.find('%'); at != std::string_view::npos; at = pattern.find('%')) {
        pattern.remove_prefix(at);
        const auto place = first_place(pattern);
        if (place.letter == 't') return PatternSpread::per_task;
        if (place.letter == 'n' || place.letter == 'N') spread = PatternSpread::per_node;
        pattern.remove_prefix(place.text.size());
    }
    return spread;
}

}  // namespace sluice::submit
