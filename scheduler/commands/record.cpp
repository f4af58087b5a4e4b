// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/record.hpp"

namespace sluice::commands {
namespace {

constexpr std::string_view kIndent = "   ";
constexpr std::string_view kFurther = "     ";

void append_value(std::string& text, std::string_view value, RecordStyle style) {
    for (const char c : value) {
        if (c != '\n') text += c;
        else if (style == RecordStyle::one_line) text += ' ';
        else text.append("\n").append(kFurther);
    }
}

}  // namespace

void append_pair(std::string& text, std::string_view key, std::string_view value, RecordStyle style) {
    const bool new_line = key.starts_with('\n');
    if (new_line) key.remove_prefix(1);
    if (new_line && style == RecordStyle::lines) text.append("\n").append(kIndent);
    else if (!text.empty()) text += ' ';
    text.append(key).append("=");
    append_value(text, value, style);
}

void end_record(std::string& text, RecordStyle style) { text += style == RecordStyle::lines ? "\n\n" : "\n"; }

}  // namespace sluice::commands
