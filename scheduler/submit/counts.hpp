// SPDX-License-Identifier: Apache-2.0
//
// Counts in option values: plain numbers (`-n 4`) and ranges of nodes (`-N 2`, `-N 2-4`, `-N 1k`).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace sluice::submit {

/// Slurm counts in signed 32-bit numbers.
inline constexpr std::uint32_t kMaxCount = 0x7fffffff;

struct NodeRange {
    std::uint32_t least = 1;
    std::uint32_t most = 1;

    friend bool operator==(const NodeRange&, const NodeRange&) = default;
};

/// `n` or `min-max`, each with k for 1024 or m for 1024 * 1024, in any case. 0 is left to the controller.
/// Error: what Slurm says of it.
tl::expected<NodeRange, std::string> parse_node_range(std::string_view text);
/// `2` or `2-4`.
std::string format_node_range(NodeRange range);

/// A number up to kMaxCount.
tl::expected<std::uint32_t, std::string> parse_count(std::string_view text);

}  // namespace sluice::submit
