// SPDX-License-Identifier: Apache-2.0
#include "launcher/binding/cpu_mask.hpp"

#include <algorithm>

namespace sluice::binding {
namespace {

constexpr std::size_t kMostDigits = 4096;
constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

std::string format_mask(const CpuList& cpus) {
    std::string digits(cpus.empty() ? 1 : cpus.back() / 4 + 1, '0');
    for (const auto cpu : cpus) {
        auto& digit = digits[digits.size() - 1 - cpu / 4];
        digit = kDigits[kDigits.find(digit) | (1u << cpu % 4)];
    }
    return "0x" + digits;
}

std::optional<CpuList> parse_mask(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    if (text.empty() || text.size() > kMostDigits) return std::nullopt;
    CpuList cpus;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[text.size() - 1 - i];
        const auto lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        const auto value = kDigits.find(lower);
        if (value == std::string_view::npos) return std::nullopt;
        for (std::uint32_t bit = 0; bit < 4; ++bit) {
            if ((value >> bit & 1u) != 0) cpus.push_back(static_cast<std::uint32_t>(4 * i + bit));
        }
    }
    return cpus;
}

}  // namespace sluice::binding
