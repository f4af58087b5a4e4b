// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/report_table.hpp"

#include <fmt/format.h>

#include <charconv>

namespace sluice::commands {
namespace {

std::size_t size(const ReportColumn& column) { return static_cast<std::size_t>(std::abs(column.width)); }

std::string brought_to(const ReportColumn& column, const std::string& cell, std::string_view cut_mark) {
    const bool too_long = text_width(cell) > size(column) && size(column) > cut_mark.size();
    if (!too_long) return fitted(cell, size(column), column.width > 0);
    return std::string{cut_to(cell, size(column) - cut_mark.size())}.append(cut_mark);
}

/// One line; `text_of` gives the text of the column at a place.
template <class Text>
std::string line(const ReportStyle& style, std::span<const ReportColumn> columns, Text text_of,
                 std::string_view cut_mark) {
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string cell = text_of(i);
        if (style.parsable || style.parsable2) text += cell + style.delimiter;
        else text += brought_to(columns[i], cell, cut_mark) + ' ';
    }
    if (style.parsable2 && !columns.empty()) text.resize(text.size() - style.delimiter.size());
    return text + '\n';
}

}  // namespace

Result<std::vector<ReportColumn>> read_report_columns(std::string_view format,
                                                      std::span<const std::string_view> names) {
    std::vector<ReportColumn> columns;
    for (const auto& item : split_list(format)) {
        if (equal_words(item, "ALL")) {
            for (std::size_t i = 0; i < names.size(); ++i) columns.push_back({i, 0, {}});
            continue;
        }
        const auto percent = std::min(item.find('%'), item.size());
        const auto field = find_word(std::string_view{item}.substr(0, percent), names);
        if (!field)
            return fail(Errc::invalid_argument,
                        fmt::format("Invalid field requested: \"{}\"", item.substr(0, percent)));
        ReportColumn column{*field, 0, {}};
        if (percent + 1 < item.size())
            std::from_chars(item.data() + percent + 1, item.data() + item.size(), column.width);
        columns.push_back(std::move(column));
    }
    return columns;
}

std::string print_report(const ReportStyle& style, std::span<const ReportColumn> columns,
                         std::span<const std::vector<std::string>> rows) {
    std::string text;
    if (!style.no_header) {
        text += line(
            style, columns, [&](std::size_t i) { return columns[i].header; }, "");
        const bool ruled = !style.parsable && !style.parsable2;
        if (ruled)
            text += line(
                style, columns, [&](std::size_t i) { return std::string(size(columns[i]), '-'); }, "");
    }
    for (const auto& row : rows)
        text += line(
            style, columns, [&](std::size_t i) { return row[i]; }, "+");
    return text;
}

std::string list_names(std::span<const std::string_view> names) {
    constexpr std::size_t kWidth = 19, kPerLine = 4;
    std::string text;
    std::size_t count = 0;
    for (const auto name : names) {
        text += fitted(name, kWidth, false);
        text += ++count % kPerLine == 0 ? "\n" : " ";
    }
    return text + (count % kPerLine == 0 ? "" : "\n");
}

}  // namespace sluice::commands
