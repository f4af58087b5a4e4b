// SPDX-License-Identifier: Apache-2.0
//
// Counts per node as Slurm writes them: 2,2,2,1 is `2(x3),1`.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace sluice::submit {

std::string fold_counts(std::span<const std::uint32_t> counts);

/// `0,3,5`
std::string join(std::span<const std::uint32_t> numbers);

}  // namespace sluice::submit
