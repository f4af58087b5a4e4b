// SPDX-License-Identifier: Apache-2.0
//
// Tables of records: what the user writes to choose columns, and how the rows come out.
//
// A kind of record has one list of fields. A field has a name (for -O and --format), a letter (for -o), a
// header, and a function that makes its text. A Layout is what the user chose among them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/commands/literal.hpp"

namespace sluice::commands {

/// Whether a text that is too long for its column loses its end.
enum class Cut : std::uint8_t { yes, never };

/// Whether records that differ in a field share a line nevertheless (sinfo only).
enum class Gather : std::uint8_t { no, yes, unless_exact };

struct FieldKey {
    std::string_view name;    // "statecompact"; in any case
    char letter = 0;          // 't'
    std::string_view header;  // "ST"
    Gather gather = Gather::no;
    Cut cut = Cut::yes;
};

template <class Row>
struct Field {
    FieldKey key;
    std::string (*text)(const Row& row);
    std::int64_t (*rank)(const Row& row) = nullptr;  // to sort by, where the text would sort wrongly
};

struct Column {
    static constexpr std::size_t kAsLongAsText = 0;
    static constexpr std::size_t kAsLongAsLongest = static_cast<std::size_t>(-1);

    std::size_t field = 0;  // place in the list of fields
    std::size_t width = kAsLongAsText;
    bool right = false;
    std::string suffix;  // copied after it

    friend bool operator==(const Column&, const Column&) = default;
};

struct Layout {
    std::string prefix;  // copied before the first column
    std::vector<Column> columns;

    friend bool operator==(const Layout&, const Layout&) = default;
};

/// A layout, and the letters or names in its text that no field has. Such letters stay in the output as text.
struct ReadLayout {
    Layout layout;
    std::vector<std::string> unknown;
};

/// `%.18i %8j|%R`: `%[[.]width]letter`, other text copied; `%#P` is as wide as the widest text of the column;
/// `%all` is every field with a letter, separated by bars.
ReadLayout read_letters(std::string_view format, std::span<const FieldKey> fields);

/// `jobid,state:10,name:.12,reason:|`: `Field[:[.][width][suffix]]`, 20 columns when no width and no colon.
ReadLayout read_names(std::string_view format, std::span<const FieldKey> fields);

using Cells = std::vector<std::string>;  // one text for each column of the layout

enum class Header : std::uint8_t { shown, hidden };

std::string print_table(const Layout& layout, std::span<const FieldKey> fields, std::span<const Cells> rows,
                        Header header);

template <class Row>
std::vector<FieldKey> keys_of(std::span<const Field<Row>> fields) {
    std::vector<FieldKey> keys;
    for (const auto& field : fields) keys.push_back(field.key);
    return keys;
}

template <class Row>
Cells cells_of(const Layout& layout, std::span<const Field<Row>> fields, const Row& row) {
    Cells cells;
    for (const auto& column : layout.columns) cells.push_back(fields[column.field].text(row));
    return cells;
}

template <class Row>
std::string print_rows(const Layout& layout, std::span<const Field<Row>> fields, std::span<const Row> rows,
                       Header header) {
    std::vector<Cells> cells;
    for (const auto& row : rows) cells.push_back(cells_of(layout, fields, row));
    return print_table(layout, keys_of(fields), cells, header);
}

/// The same text for every record: fields that clients ask for and that Sluice has nothing to say about.
template <Literal Text, class Row>
std::string always(const Row&) {
    return Text.text;
}

}  // namespace sluice::commands
