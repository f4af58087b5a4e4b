// SPDX-License-Identifier: Apache-2.0
//
// Words as users write them in option values, and as commands print them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::commands {

/// The parts between the separators; empty parts are left out.
std::vector<std::string> split_list(std::string_view text, char separator = ',');
std::string join(std::span<const std::string> words, std::string_view separator = ",");

std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);
bool equal_words(std::string_view a, std::string_view b);             // case does not count
bool begins_with(std::string_view text, std::string_view beginning);  // case does not count

/// The place of a word among names: an exact one, else the first that it abbreviates.
std::optional<std::size_t> find_word(std::string_view word, std::span<const std::string_view> names);

/// `'text'` for a shell, whatever the text contains.
std::string shell_quoted(std::string_view text);

/// How many columns the text takes on a terminal, counting code points of UTF-8.
std::size_t text_width(std::string_view text);
/// The first `width` columns.
std::string_view cut_to(std::string_view text, std::size_t width);
/// Exactly `width` columns: cut, or filled with blanks at its end (or, to the right, its beginning).
std::string fitted(std::string_view text, std::size_t width, bool right);

}  // namespace sluice::commands
