// SPDX-License-Identifier: Apache-2.0
//
// "Did you mean": the word that was probably meant by a misspelt one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sluice {

/// How many letters must be inserted, removed, replaced or swapped with their neighbour to turn one word
/// into the other, a swapped pair not being touched again. Source: Damerau, CACM 7(3), 1964.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// ` (did you mean 'nodes'?)` for the nearest of the words, in any case; empty when none is near.
std::string did_you_mean(std::string_view misspelt, std::span<const std::string> words);

}  // namespace sluice
