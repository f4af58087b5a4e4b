// SPDX-License-Identifier: Apache-2.0
//
// Sets of numbers in short: 0,1,2,5 becomes 0-2,5.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace sluice::commands {

/// Requires ascending numbers.
std::string fold_numbers(std::span<const std::uint32_t> numbers);

}  // namespace sluice::commands
