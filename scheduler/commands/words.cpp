// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/words.hpp"

#include <algorithm>
#include <cctype>

namespace sluice::commands {
namespace {

bool same_letter(unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); }

/// A byte inside a character of several bytes.
bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::vector<std::string> split_list(std::string_view text, char separator) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(separator));
        if (!word.empty()) words.emplace_back(word);
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return words;
}

std::string join(std::span<const std::string> words, std::string_view separator) {
    if (words.empty()) return "";
    std::string text = words.front();
    for (const auto& word : words.subspan(1)) text.append(separator).append(word);
    return text;
}

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
}

std::string upper_case(std::string_view text) {
    std::string upper{text};
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return upper;
}

bool equal_words(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, same_letter); }

bool begins_with(std::string_view text, std::string_view beginning) {
    return equal_words(text.substr(0, beginning.size()), beginning);
}

std::optional<std::size_t> find_word(std::string_view word, std::span<const std::string_view> names) {
    if (word.empty()) return std::nullopt;
    auto found = std::ranges::find_if(names, [&](auto name) { return equal_words(name, word); });
    if (found == names.end())
        found = std::ranges::find_if(names, [&](auto name) { return begins_with(name, word); });
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

std::string shell_quoted(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'') quoted += "'\\''";
        else quoted += c;
    }
    return quoted + "'";
}

std::size_t text_width(std::string_view text) {
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character));
}

std::string_view cut_to(std::string_view text, std::size_t width) {
    std::size_t end = 0;
    for (std::size_t columns = 0; end < text.size(); ++end) {
        if (continues_character(text[end])) continue;
        if (columns++ == width) break;
    }
    return text.substr(0, end);
}

std::string fitted(std::string_view text, std::size_t width, bool right) {
    const auto shown = cut_to(text, width);
    const std::string blanks(width - text_width(shown), ' ');
    return right ? blanks + std::string{shown} : std::string{shown} + blanks;
}

}  // namespace sluice::commands
