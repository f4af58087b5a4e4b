// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/count_list.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace sluice::submit {

std::string fold_counts(std::span<const std::uint32_t> counts) {
    std::string text;
    for (auto run = counts.begin(); run != counts.end();) {
        const auto end = std::find_if(run, counts.end(), [&](std::uint32_t count) { return count != *run; });
        if (!text.empty()) text += ',';
        text += std::to_string(*run);
        if (end - run > 1) text += fmt::format("(x{})", end - run);
        run = end;
    }
    return text;
}

std::string join(std::span<const std::uint32_t> numbers) {
    return fmt::format("{}", fmt::join(numbers, ","));
}

}  // namespace sluice::submit
