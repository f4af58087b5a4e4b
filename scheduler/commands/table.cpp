// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/table.hpp"

#include <algorithm>

#include "scheduler/commands/words.hpp"

namespace sluice::commands {
namespace {

constexpr std::size_t kNarrowestFit = 9;  // of a column as wide as its longest text

/// The length that the column's texts are brought to, or none.
std::optional<std::size_t> width_of(const Column& column, std::size_t place, std::span<const Cells> rows) {
    if (column.width == Column::kAsLongAsText) return std::nullopt;
    if (column.width != Column::kAsLongAsLongest) return column.width;
    std::size_t longest = kNarrowestFit;
    for (const auto& cells : rows) longest = std::max(longest, text_width(cells[place]));
    return longest;
}

class Printer {
  public:
    Printer(const Layout& layout, std::span<const FieldKey> fields, std::span<const Cells> rows)
        : layout_{layout}, fields_{fields} {
        for (std::size_t i = 0; i < layout.columns.size(); ++i)
            widths_.push_back(width_of(layout.columns[i], i, rows));
    }

    [[nodiscard]] std::string line(const Cells& cells, Header kind = Header::hidden) const {
        std::string text = layout_.prefix;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto& column = layout_.columns[i];
            text += is_fitted(i, cells[i], kind) ? fitted(cells[i], *widths_[i], column.right) : cells[i];
            text += column.suffix;
        }
        return text + '\n';
    }

  private:
    /// Titles are cut whatever is below them.
    [[nodiscard]] bool is_fitted(std::size_t place, const std::string& cell, Header kind) const {
        if (!widths_[place]) return false;
        if (kind == Header::shown) return true;
        return fields_[layout_.columns[place].field].cut == Cut::yes || text_width(cell) <= *widths_[place];
    }

    const Layout& layout_;
    std::span<const FieldKey> fields_;
    std::vector<std::optional<std::size_t>> widths_;
};

}  // namespace

std::string print_table(const Layout& layout, std::span<const FieldKey> fields, std::span<const Cells> rows,
                        Header header) {
    const Printer printer{layout, fields, rows};
    std::string text;
    if (header == Header::shown) {
        Cells titles;
        for (const auto& column : layout.columns) titles.emplace_back(fields[column.field].header);
        text += printer.line(titles, Header::shown);
    }
    for (const auto& cells : rows) text += printer.line(cells);
    return text;
}

}  // namespace sluice::commands
