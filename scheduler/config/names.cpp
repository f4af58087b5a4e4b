// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/names.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace sluice {
namespace {

bool is_alphanumeric(unsigned char c) { return c < 128 && std::isalnum(c) != 0; }

bool consists_of_alphanumerics_and(std::string_view others, std::string_view text) {
    return std::ranges::all_of(text, [others](char c) {
        return is_alphanumeric(static_cast<unsigned char>(c)) || others.find(c) != std::string_view::npos;
    });
}

}  // namespace

bool is_name(std::string_view text) {
    constexpr std::size_t kLongest = 63;  // as one label of a host name
    if (text.empty() || text.size() > kLongest) return false;
    return is_alphanumeric(static_cast<unsigned char>(text.front())) &&
           consists_of_alphanumerics_and("_-.", text);
}

bool is_address(std::string_view text) {
    constexpr std::size_t kLongest = 253;
    return !text.empty() && text.size() <= kLongest && consists_of_alphanumerics_and("_-.:%", text);
}

bool is_variable(std::string_view text) {
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) != 0) return false;
    return consists_of_alphanumerics_and("_", text);
}

bool is_absolute_path(std::string_view text) {
    const auto is_control = [](unsigned char c) { return std::iscntrl(c) != 0; };
    return text.starts_with('/') && std::ranges::none_of(text, is_control);
}

}  // namespace sluice
