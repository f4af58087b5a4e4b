// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>
#include <vector>

namespace sluice {
namespace {

constexpr std::size_t kLongestWord = 64;  // nothing longer is a misspelt word

std::string lower(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::tolower(c); });
    return result;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> two_ago, last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], two_ago[j - 2] + 1);
        }
        two_ago = std::exchange(last, row);
    }
    return last.back();
}

std::string did_you_mean(std::string_view misspelt, std::span<const std::string> words) {
    if (misspelt.size() > kLongestWord) return "";
    const std::size_t near = std::max<std::size_t>(1, misspelt.size() / 3);
    const std::string* best = nullptr;
    std::size_t best_distance = near + 1;
    for (const auto& word : words) {
        const auto distance = edit_distance(lower(misspelt), lower(word));
        if (distance < best_distance) std::tie(best, best_distance) = std::pair{&word, distance};
    }
    return best == nullptr ? "" : fmt::format(" (did you mean '{}'?)", *best);
}

}  // namespace sluice
