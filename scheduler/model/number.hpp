// SPDX-License-Identifier: Apache-2.0
//
// Whole numbers in text: decimal digits and nothing else. A sign, a blank, an empty text or a value that
// does not fit the type is no number.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace sluice {

template <std::unsigned_integral T>
[[nodiscard]] std::optional<T> parse_number(std::string_view text) {
    T value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

}  // namespace sluice
