// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

namespace sluice::pmix {
namespace {

constexpr std::size_t kMaxNameSpace = 255;  // PMIX_MAX_NSLEN

Result<void> invalid(std::string detail) { return fail(Errc::invalid_argument, std::move(detail)); }

Result<void> check_shape(const StepLayout& layout) {
    if (layout.name_space.empty() || layout.name_space.size() > kMaxNameSpace)
        return invalid(
            fmt::format("a namespace has 1 to {} characters: '{}'", kMaxNameSpace, layout.name_space));
    if (layout.ranks.size() != layout.nodes.size())
        return invalid(fmt::format("{} nodes, but ranks of {}", layout.nodes.size(), layout.ranks.size()));
    if (layout.position >= layout.nodes.size())
        return invalid(fmt::format("position {} of {} nodes", layout.position, layout.nodes.size()));
    if (!layout.cpusets.empty() && layout.cpusets.size() != layout.own_ranks().size())
        return invalid(
            fmt::format("{} ranks here, but {} CPU sets", layout.own_ranks().size(), layout.cpusets.size()));
    return {};
}

/// A comma or semicolon in a name would split it in the maps that the library reads.
Result<void> check_nodes(const StepLayout& layout) {
    std::set<std::string> seen;
    for (const auto& node : layout.nodes) {
        if (node.empty() || node.find_first_of(",;") != std::string::npos)
            return invalid(fmt::format("'{}' is no node name", node));
        if (!seen.insert(node).second) return invalid(fmt::format("node {} appears twice", node));
    }
    return {};
}

Result<void> check_ranks(const StepLayout& layout) {
    const std::uint32_t total = count_ranks(layout);
    std::vector<bool> seen(total);
    for (const auto& ranks : layout.ranks) {
        if (!std::ranges::is_sorted(ranks))
            return invalid(fmt::format("ranks of a node must ascend: {}", comma_list(ranks)));
        for (const std::uint32_t rank : ranks) {
            if (rank >= total) return invalid(fmt::format("rank {} of {} ranks", rank, total));
            if (seen[rank]) return invalid(fmt::format("rank {} appears twice", rank));
            seen[rank] = true;
        }
    }
    return {};
}

Result<void> check_folder(const StepLayout& layout) {
    std::error_code error;
    if (!std::filesystem::is_directory(layout.tmp_dir, error))
        return fail(Errc::io_error, fmt::format("'{}' is not a folder", layout.tmp_dir));
    return {};
}

}  // namespace

std::uint32_t count_ranks(const StepLayout& layout) {
    std::size_t total = 0;
    for (const auto& ranks : layout.ranks) total += ranks.size();
    return static_cast<std::uint32_t>(total);
}

std::string comma_list(const std::vector<std::uint32_t>& ranks) {
    return fmt::format("{}", fmt::join(ranks, ","));
}

Result<void> check(const StepLayout& layout) {
    return check_shape(layout)
        .and_then([&] { return check_nodes(layout); })
        .and_then([&] { return check_ranks(layout); })
        .and_then([&] { return check_folder(layout); });
}

}  // namespace sluice::pmix
