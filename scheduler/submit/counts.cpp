// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/counts.hpp"

#include <fmt/format.h>

#include "scheduler/model/number.hpp"

namespace sluice::submit {
namespace {

/// What a last letter multiplies by; 1 for any other character.
std::uint64_t scale_of(char letter) {
    constexpr std::uint64_t kKilo = 1024;
    if (letter == 'k' || letter == 'K') return kKilo;
    if (letter == 'm' || letter == 'M') return kKilo * kKilo;
    return 1;
}

tl::expected<std::uint32_t, std::string> parse_node_count(std::string_view text) {
    const auto scale = text.empty() ? 1 : scale_of(text.back());
    const auto digits = scale == 1 ? text : text.substr(0, text.size() - 1);
    const auto number = parse_number<std::uint32_t>(digits);
    if (!number || *number > kMaxCount / scale) {
        return tl::unexpected{fmt::format("\"{}\" is not a valid node count", text)};
    }
    return static_cast<std::uint32_t>(*number * scale);
}

}  // namespace

tl::expected<NodeRange, std::string> parse_node_range(std::string_view text) {
    const auto dash = text.find('-', 1);
    const auto least = parse_node_count(text.substr(0, dash));
    if (!least) return tl::unexpected{least.error()};
    if (dash == std::string_view::npos) return NodeRange{*least, *least};

    const auto most = parse_node_count(text.substr(dash + 1));
    if (!most) return tl::unexpected{most.error()};
    if (*most < *least) {
        return tl::unexpected{
            fmt::format("Maximum node count {} is less than minimum node count {}", *most, *least)};
    }
    return NodeRange{*least, *most};
}

std::string format_node_range(NodeRange range) {
    return range.least == range.most ? fmt::format("{}", range.least)
                                     : fmt::format("{}-{}", range.least, range.most);
}

tl::expected<std::uint32_t, std::string> parse_count(std::string_view text) {
    const auto number = parse_number<std::uint32_t>(text);
    if (!number || *number > kMaxCount) return tl::unexpected{std::string{"not a count"}};
    return *number;
}

}  // namespace sluice::submit
