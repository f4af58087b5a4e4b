// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/ranges.hpp"

#include <fmt/format.h>

namespace sluice::commands {

std::string fold_numbers(std::span<const std::uint32_t> numbers) {
    std::string text;
    for (std::size_t first = 0; first < numbers.size();) {
        auto last = first;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        text += text.empty() ? "" : ",";
        text += first == last ? std::to_string(numbers[first])
                              : fmt::format("{}-{}", numbers[first], numbers[last]);
        first = last + 1;
    }
    return text;
}

}  // namespace sluice::commands
