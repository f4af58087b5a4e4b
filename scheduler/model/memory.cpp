// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/memory.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cstddef>
#include <optional>

#include "scheduler/model/number.hpp"

namespace sluice {
namespace {

constexpr std::int64_t kUnit = 1024;
constexpr std::int64_t kMost = kUnit * kUnit * kUnit * kUnit;  // an exbibyte: sums of many stay in range

char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

tl::unexpected<Error> wrong(std::string_view text, std::string_view reason) {
    return fail(Errc::invalid_argument, fmt::format("'{}' is {}", text, reason));
}

/// How many kibibytes the unit stands for: nothing, a letter or a letter with B; empty for another text.
std::optional<std::uint64_t> kibibytes_in(std::string_view unit) {
    if (unit.empty()) return kUnit;
    if (unit.size() > 2 || (unit.size() == 2 && upper(unit[1]) != 'B')) return std::nullopt;
    switch (upper(unit[0])) {
        case 'K':
            return 1;
        case 'M':
            return kUnit;
        case 'G':
            return kUnit * kUnit;
        case 'T':
            return kUnit * kUnit * kUnit;
        default:
            return std::nullopt;
    }
}

}  // namespace

Result<Mebibytes> parse_memory(std::string_view text) {
    const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
    const auto scale = kibibytes_in(text.substr(digits.size()));
    if (digits.empty() || !scale) return wrong(text, "not a whole number with a unit K, M, G or T");

    const auto amount = parse_number<std::uint64_t>(digits);
    if (!amount || *amount > static_cast<std::uint64_t>(kMost) * kUnit / *scale) {
        return wrong(text, "more memory than 1048576T");
    }
    const auto mebibytes = (*amount * *scale + kUnit - 1) / kUnit;
    return Mebibytes{static_cast<std::int64_t>(mebibytes)};
}

std::string format_memory(Mebibytes amount) {
    constexpr std::array kUnits{'M', 'G', 'T', 'P'};
    if (amount.count() == 0) return "0";

    // A unit is taken when it loses nothing: the amount is a whole number of its halves.
    std::int64_t halves = amount.count() * 2;
    std::size_t unit = 0;
    while (halves >= 2 * kUnit && halves % kUnit == 0 && unit + 1 < kUnits.size()) {
        halves /= kUnit;
        ++unit;
    }
    return fmt::format("{}{}{}", halves / 2, halves % 2 == 0 ? "" : ".50", kUnits[unit]);
}

}  // namespace sluice
