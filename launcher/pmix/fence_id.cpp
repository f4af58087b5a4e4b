// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/fence_id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "scheduler/model/number.hpp"

namespace sluice::pmix {
namespace {

constexpr std::string_view kAll = "all";

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

/// "7" or "0-3"; nothing if it is neither or goes beyond the step's ranks.
std::optional<Range> parse_range(std::string_view text, std::uint32_t total) {
    const auto dash = text.find('-');
    const auto first = parse_number<std::uint32_t>(text.substr(0, dash));
    const auto last =
        dash == std::string_view::npos ? first : parse_number<std::uint32_t>(text.substr(dash + 1));
    if (!first || !last || *first > *last || *last >= total) return std::nullopt;
    return Range{*first, *last};
}

std::optional<std::vector<Range>> parse_ranges(std::string_view text, std::uint32_t total) {
    std::vector<Range> ranges;
    while (true) {
        const auto comma = text.find(',');
        const auto range = parse_range(text.substr(0, comma), total);
        if (!range) return std::nullopt;
        ranges.push_back(*range);
        if (comma == std::string_view::npos) return ranges;
        text.remove_prefix(comma + 1);
    }
}

std::optional<std::vector<Range>> participants_of(const StepLayout& layout, const FenceId& id) {
    const std::uint32_t total = count_ranks(layout);
    if (id.participants != kAll) return parse_ranges(id.participants, total);
    if (total == 0) return std::nullopt;
    return std::vector<Range>{{0, total - 1}};
}

bool runs_any(const std::vector<std::uint32_t>& ranks, const std::vector<Range>& wanted) {
    return std::ranges::any_of(ranks, [&](std::uint32_t rank) {
        return std::ranges::any_of(wanted,
                                   [&](Range range) { return range.first <= rank && rank <= range.last; });
    });
}

}  // namespace

std::string participants_text(const StepLayout& layout, std::vector<std::uint32_t> ranks) {
    std::ranges::sort(ranks);
    const auto repeated = std::ranges::unique(ranks);
    ranks.erase(repeated.begin(), repeated.end());
    if (ranks.size() == count_ranks(layout)) return std::string{kAll};

    std::string text;
    for (auto first = ranks.begin(); first != ranks.end();) {
        auto last = first;
        while (last + 1 != ranks.end() && *(last + 1) == *last + 1) ++last;
        if (!text.empty()) text += ',';
        text += first == last ? fmt::format("{}", *first) : fmt::format("{}-{}", *first, *last);
        first = last + 1;
    }
    return text;
}

std::optional<std::vector<std::uint32_t>> nodes_of(const StepLayout& layout, const FenceId& id) {
    const auto participants = participants_of(layout, id);
    if (!participants) return std::nullopt;
    std::vector<std::uint32_t> positions;
    for (std::uint32_t position = 0; position < layout.ranks.size(); ++position)
        if (runs_any(layout.ranks[position], *participants)) positions.push_back(position);
    return positions;
}

}  // namespace sluice::pmix
