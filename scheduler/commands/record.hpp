// SPDX-License-Identifier: Apache-2.0
//
// Records as scontrol shows them: `Key=value` pairs over several lines, or all on one. A kind of record has
// one table of keys in their order.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scheduler/commands/literal.hpp"

namespace sluice::commands {

enum class RecordStyle : std::uint8_t { lines, one_line };

/// A key that begins a line starts with '\n'. A key is left out where its value is empty (std::nullopt).
template <class Row>
struct RecordKey {
    std::string_view key;
    std::optional<std::string> (*value)(const Row& row);
};

/// Lines inside the value are indented further; with one_line they become blanks.
void append_pair(std::string& text, std::string_view key, std::string_view value, RecordStyle style);
/// The end of a record: an empty line, or with one_line the end of its line.
void end_record(std::string& text, RecordStyle style);

template <class Row>
std::string print_record(std::span<const RecordKey<Row>> keys, const Row& row, RecordStyle style) {
    std::string text;
    for (const auto& each : keys) {
        if (const auto value = each.value(row)) append_pair(text, each.key, *value, style);
    }
    end_record(text, style);
    return text;
}

/// The same value for every record.
template <Literal Text, class Row>
std::optional<std::string> constant(const Row&) {
    return Text.text;
}

}  // namespace sluice::commands
