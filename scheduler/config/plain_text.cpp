// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/plain_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sluice {
namespace {

bool is_text(char32_t c) { return (c >= 0x20 && c != 0x7f) || c == '\t' || c == '\r'; }

/// The bytes of the character that the text begins with; 0 if it is no text in UTF-8.
std::size_t character_length(std::string_view text) {
    struct Form {
        unsigned char mask, lead;
        char32_t least;  // a smaller code in this form would have a shorter one
    };
    constexpr std::array kForms{Form{0x80, 0x00, 0}, Form{0xe0, 0xc0, 0x80}, Form{0xf0, 0xe0, 0x800},
                                Form{0xf8, 0xf0, 0x10000}};
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto form = std::ranges::find_if(kForms, [&](Form f) { return (byte(0) & f.mask) == f.lead; });
    const auto length = static_cast<std::size_t>(form - kForms.begin()) + 1;
    if (form == kForms.end() || text.size() < length) return 0;

    char32_t code = byte(0) & static_cast<unsigned char>(~form->mask);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
        code = code << 6 | (byte(i) & 0x3f);
    }
    const bool is_surrogate = code >= 0xd800 && code < 0xe000;
    return code < form->least || code > 0x10ffff || is_surrogate || !is_text(code) ? 0 : length;
}

/// The column of the first byte that is no text; 0 if there is none.
std::size_t binary_column(std::string_view line) {
    for (std::size_t at = 0; at < line.size();) {
        const auto length = character_length(line.substr(at));
        if (length == 0) return at + 1;
        at += length;
    }
    return 0;
}

/// The column of a tab in the indentation of a line that has content; 0 if there is none.
std::size_t tab_column(std::string_view line) {
    const auto content = line.find_first_not_of(" \t\r");
    if (content == std::string_view::npos || line[content] == '#') return 0;
    const auto tab = line.find('\t');
    return tab < content ? tab + 1 : 0;
}

/// Lines with the same mistake: the first is pointed at, all are counted.
struct Finding {
    Place first;
    std::size_t lines = 0;

    void note(std::size_t line, std::size_t column) {
        if (column != 0 && lines++ == 0) first = {line, column};
    }
    void report_as(const std::string& what, const std::string& allowed, Report& report) const {
        if (lines == 0) return;
        report.add(first, lines == 1 ? what : fmt::format("{} (on {} lines)", what, lines), allowed);
    }
};

}  // namespace

void check_plain_text(std::string_view text, Report& report) {
    Finding tabs, binary;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto line = text.substr(0, text.find('\n'));
        tabs.note(number, tab_column(line));
        binary.note(number, binary_column(line));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    tabs.report_as("a tab in the indentation", "spaces", report);
    binary.report_as("a byte that is no text", "text in UTF-8", report);
}

}  // namespace sluice
