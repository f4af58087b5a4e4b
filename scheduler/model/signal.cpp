// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/signal.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstring>

#include "scheduler/model/number.hpp"

namespace sluice {
namespace {

bool same(char a, char b) {
    return std::toupper(static_cast<unsigned char>(a)) == std::toupper(static_cast<unsigned char>(b));
}

}  // namespace

std::optional<std::uint32_t> read_signal(std::string_view text) {
    if (const auto number = parse_number<std::uint32_t>(text)) {
        return *number > 0 && *number < NSIG ? number : std::nullopt;
    }
    constexpr std::string_view kPrefix = "SIG";
    if (std::ranges::equal(text.substr(0, kPrefix.size()), kPrefix, same)) text.remove_prefix(kPrefix.size());
    for (std::uint32_t number = 1; number < NSIG; ++number) {
        const char* name = ::sigabbrev_np(static_cast<int>(number));
        if (name != nullptr && std::ranges::equal(std::string_view{name}, text, same)) return number;
    }
    return std::nullopt;
}

}  // namespace sluice
