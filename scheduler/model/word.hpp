// SPDX-License-Identifier: Apache-2.0
//
// Words that people may write in any case.
#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace sluice {

/// Whether two words differ in nothing but case; of ASCII letters.
inline bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace sluice
