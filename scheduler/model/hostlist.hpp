// SPDX-License-Identifier: Apache-2.0
//
// Host lists as Slurm writes them: `n[1-3,7],login`, zero padding kept, several brackets in one name
// (`r[1-2]c[1-2]`). Expanding keeps the order of the text; folding keeps the order of first appearance.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"

namespace sluice {

/// An expression that names more hosts than this is refused: it is a slip of the keyboard.
inline constexpr std::size_t kMaxHosts = 262'144;

/// All names, in order, with repetitions kept. Error: which part of the text is wrong and why.
Result<std::vector<std::string>> expand_hosts(std::string_view text);

/// The shortest bracket form of the names in their order: n1,n2,n3,n5 becomes n[1-3,5].
std::string fold_hosts(std::span<const std::string> hosts);

}  // namespace sluice
