// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/signal.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstring>

#include "scheduler/model/number.hpp"
#include "scheduler/model/word.hpp"

namespace sluice {
std::optional<std::uint32_t> read_signal(std::string_view text) {
    if (const auto number = parse_number<std::uint32_t>(text)) {
        return *number > 0 && *number < NSIG ? number : std::nullopt;
    }
    constexpr std::string_view kPrefix = "SIG";
    if (same_word(text.substr(0, kPrefix.size()), kPrefix)) text.remove_prefix(kPrefix.size());
    for (std::uint32_t number = 1; number < NSIG; ++number) {
        const char* name = ::sigabbrev_np(static_cast<int>(number));
        if (name != nullptr && same_word(name, text)) return number;
    }
    return std::nullopt;
}

}  // namespace sluice
