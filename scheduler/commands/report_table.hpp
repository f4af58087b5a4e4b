// SPDX-License-Identifier: Apache-2.0
//
// The listings of the accounting's commands: columns of fixed width whose longer texts end in +, or fields with a
// delimiter. Columns are chosen by name, `NAME[%[-]WIDTH]`, in any case and abbreviated.
#pragma once

#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/commands/words.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::commands {

/// A column that there is. Its header is its name unless it says another.
template <class Row>
struct ReportField {
    std::string_view name;
    int width;  // negative: to the left
    std::string (*text)(const Row& row);
    std::string_view header{};
};

struct ReportStyle {
    bool no_header = false;
    bool parsable = false;   // a delimiter after every field
    bool parsable2 = false;  // between fields
    std::string delimiter = "|";
};

struct ReportColumn {
    std::size_t field = 0;
    int width = 0;
    std::string header;
};

/// What is wrong is a complete text for the user.
Result<std::vector<ReportColumn>> read_report_columns(std::string_view format, std::span<const std::string_view> names);

std::string print_report(const ReportStyle& style, std::span<const ReportColumn> columns,
                         std::span<const std::vector<std::string>> rows);

/// Names in lines of four, as --helpformat lists them.
std::string list_names(std::span<const std::string_view> names);

template <class Row>
std::vector<std::string_view> report_names(std::span<const ReportField<Row>> fields) {
    std::vector<std::string_view> names;
    for (const auto& field : fields) names.push_back(field.name);
    return names;
}

/// Columns with the fields' own widths and headers where the format says nothing else.
template <class Row>
Result<std::vector<ReportColumn>> choose_columns(std::string_view format, std::span<const ReportField<Row>> fields) {
    auto columns = read_report_columns(format, report_names(fields));
    if (!columns) return columns;
    for (auto& column : *columns) {
        const auto& field = fields[column.field];
        if (column.width == 0) column.width = field.width;
        column.header = field.header.empty() ? field.name : field.header;
    }
    return columns;
}

template <class Row>
Result<std::string> make_report(const ReportStyle& style, std::string_view format, std::span<const ReportField<Row>> fields,
                           std::span<const Row> rows) {
    const auto columns = choose_columns(format, fields);
    if (!columns) return tl::unexpected{columns.error()};
    std::vector<std::vector<std::string>> cells;
    for (const auto& row : rows) {
        auto& line = cells.emplace_back();
        for (const auto& column : *columns) line.push_back(fields[column.field].text(row));
    }
    return print_report(style, *columns, cells);
}

}  // namespace sluice::commands
