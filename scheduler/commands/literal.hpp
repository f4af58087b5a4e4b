// SPDX-License-Identifier: Apache-2.0
//
// A text as an argument of a template, so that a table can name a function that always gives it.
#pragma once

#include <cstddef>

namespace sluice::commands {

template <std::size_t Size>
struct Literal {
    char text[Size]{};
    constexpr Literal(const char (&from)[Size]) {
        for (std::size_t i = 0; i < Size; ++i) text[i] = from[i];
    }
};

}  // namespace sluice::commands
