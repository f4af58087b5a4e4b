// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "scheduler/model/array.hpp"
#include "scheduler/model/dependency.hpp"
#include "scheduler/model/number.hpp"
#include "scheduler/submit/begin_time.hpp"

namespace sluice::submit {
namespace {

constexpr std::int64_t kMaxNice = 0x7ffffffd;
constexpr std::int64_t kTopPriority = 0xfffffffe;  // Slurm's mark for "none given"

std::optional<std::int64_t> signed_number(std::string_view text) {
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> words;
    for (;;) {
        const auto end = text.find(separator);
        words.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return words;
        text.remove_prefix(end + 1);
    }
}

bool is_switched_on(std::string_view text) {
    return text.empty() || same_word(text, "yes") || signed_number(text).value_or(0) != 0;
}

tl::unexpected<Stop> invalid(const Value& value) {
    return stop(fmt::format("Invalid --{} specification", value.option.name));
}

tl::unexpected<Stop> invalid_number(const Value& value) {
    return stop(fmt::format("Invalid numeric value \"{}\" for --{}.", value.text, value.option.name),
                kRequestError);
}

Read<std::string> text_of(const Value& value) { return std::string{value.text}; }

Read<std::uint32_t> count_of(const Value& value, std::uint32_t least) {
    const auto count = parse_count(value.text);
    if (!count || *count < least) return invalid_number(value);
    return *count;
}

Read<NodeRange> nodes_of(const Value& value) {
    auto range = parse_node_range(value.text);
    if (!range) return stop(std::move(range.error()));
    return *range;
}

Read<Mebibytes> memory_of(const Value& value) {
    const auto memory = parse_memory(value.text);
    if (!memory) return invalid(value);
    return *memory;
}

Read<TimeLimit> time_limit_of(const Value& value) {
    auto limit = parse_time_limit(value.text);
    if (!limit) return invalid(value);
    if (*limit == Duration{0}) return TimeLimit{};  // --time=0 asks for no limit
    return *limit;
}

Read<Instant> begin_of(const Value& value) {
    if (value.text.empty()) return invalid(value);
    const auto begin = parse_begin(value.text, value.caller.now);
    if (begin) return *begin;
    auto error = invalid(value);
    error.value().before =
        fmt::format("Invalid time specification (pos={}): {}", begin.error().position, value.text);
    return error;
}

namespace {

/// What Slurm's controller says, in the words with which sbatch passes it on.
tl::unexpected<Stop> refused(const Value& value, const Error& error) {
    return stop(refusal_text(value.caller.command, error), kRequestError);
}

}  // namespace

Read<ArraySpec> array_of(const Value& value) {
    auto spec = parse_array(value.text);
    if (!spec) return refused(value, spec.error());
    return std::move(*spec);
}

Read<std::string> dependency_of(const Value& value) {
    if (const auto read = parse_dependency(value.text); !read) return refused(value, read.error());
    return std::string{value.text};
}

Read<bool> yes_or_no_of(const Value& value) {
    if (same_word(value.text, "yes")) return true;
    if (same_word(value.text, "no")) return false;
    return invalid(value);
}

Read<std::int32_t> nice_of(const Value& value) {
    constexpr std::int32_t kWithoutValue = 100;
    if (!value.given) return kWithoutValue;
    const auto nice = signed_number(value.text);
    if (!nice) return invalid_number(value);
    if (*nice > kMaxNice || *nice < -kMaxNice) {
        return stop(fmt::format("Invalid --nice value, out of range (+/- {})", kMaxNice));
    }
    return static_cast<std::int32_t>(*nice);
}

Read<std::uint32_t> priority_of(const Value& value) {
    const auto priority = signed_number(value.text);
    if (!priority) return invalid_number(value);
    if (*priority < 0) return stop("Priority must be >= 0");
    if (*priority >= kTopPriority) return stop(fmt::format("Priority must be < {}", kTopPriority));
    return static_cast<std::uint32_t>(*priority);
}

Read<bool> append_of(const Value& value) {
    if (same_word(value.text, "a") || same_word(value.text, "append")) return true;
    if (same_word(value.text, "t") || same_word(value.text, "truncate")) return false;
    return invalid(value);
}

Read<std::string> directory_of(const Value& value) {
    if (value.text.starts_with('/') || value.caller.work_dir.empty()) return std::string{value.text};
    return fmt::format("{}/{}", value.caller.work_dir, value.text);
}

}  // namespace sluice::submit
