// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "scheduler/commands/table.hpp"
#include "scheduler/commands/words.hpp"

namespace sluice::commands {
namespace {

constexpr std::size_t kNameWidth = 20;      // of -O columns without a width
constexpr std::size_t kWidest = 1'000'000;  // a width above is a slip of the keyboard

/// Reads a format text from its front.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    [[nodiscard]] bool done() const { return rest_.empty(); }
    bool skip(std::string_view token) {
        if (!rest_.starts_with(token)) return false;
        rest_.remove_prefix(token.size());
        return true;
    }
    std::string_view until(char stop) {
        const auto part = rest_.substr(0, rest_.find(stop));
        rest_.remove_prefix(part.size());
        return part;
    }
    std::optional<std::size_t> number() {
        std::size_t value = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        if (error == std::errc::invalid_argument) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return error == std::errc{} ? std::min(value, kWidest) : kWidest;
    }
    char letter() {
        const char first = rest_.front();
        rest_.remove_prefix(1);
        return first;
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }

  private:
    std::string_view rest_;
};

/// `[.][width]`, or `[.]#`.
Column read_width(Scanner& scanner) {
    Column column;
    column.right = scanner.skip(".");
    if (scanner.skip("#")) column.width = Column::kAsLongAsLongest;
    else column.width = scanner.number().value_or(Column::kAsLongAsText);
    return column;
}

std::optional<std::size_t> with_letter(std::span<const FieldKey> fields, char letter) {
    const auto found = std::ranges::find(fields, letter, &FieldKey::letter);
    if (letter == 0 || found == fields.end()) return std::nullopt;
    return static_cast<std::size_t>(found - fields.begin());
}

std::optional<std::size_t> with_name(std::span<const FieldKey> fields, std::string_view name) {
    const auto found =
        std::ranges::find_if(fields, [&](const auto& key) { return equal_words(key.name, name); });
    if (name.empty() || found == fields.end()) return std::nullopt;
    return static_cast<std::size_t>(found - fields.begin());
}

/// Text that belongs to no column goes after the last one.
std::string& tail(Layout& layout) {
    return layout.columns.empty() ? layout.prefix : layout.columns.back().suffix;
}

Layout all_letters(std::span<const FieldKey> fields) {
    Layout layout;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].letter != 0) layout.columns.push_back({i, Column::kAsLongAsText, false, "|"});
    }
    if (!layout.columns.empty()) layout.columns.back().suffix.clear();
    return layout;
}

/// What follows a per cent sign.
void read_field(Scanner& scanner, std::span<const FieldKey> fields, ReadLayout& read) {
    const auto begin = scanner.rest();
    auto column = read_width(scanner);
    if (scanner.done()) return;
    const char letter = scanner.letter();
    if (const auto field = with_letter(fields, letter)) {
        column.field = *field;
        read.layout.columns.push_back(std::move(column));
        return;
    }
    read.unknown.emplace_back(1, letter);
    tail(read.layout).append("%").append(begin.substr(0, begin.size() - scanner.rest().size()));
}

}  // namespace

ReadLayout read_letters(std::string_view format, std::span<const FieldKey> fields) {
    if (format == "%all") return {all_letters(fields), {}};
    ReadLayout read;
    Scanner scanner{format};
    while (!scanner.done()) {
        tail(read.layout) += scanner.until('%');
        if (scanner.skip("%%")) tail(read.layout) += '%';
        else if (scanner.skip("%")) read_field(scanner, fields, read);
    }
    return read;
}

ReadLayout read_names(std::string_view format, std::span<const FieldKey> fields) {
    ReadLayout read;
    for (const auto& item : split_list(format)) {
        Scanner scanner{item};
        const auto name = scanner.until(':');
        const auto field = with_name(fields, name);
        if (!field) {
            read.unknown.emplace_back(name);
            continue;
        }
        Column column{*field, kNameWidth, false, ""};
        if (scanner.skip(":")) {
            (void)scanner.skip("-");  // to the left, as it is anyway
            column = read_width(scanner);
            column.field = *field;
            column.suffix = scanner.rest();
        }
        read.layout.columns.push_back(std::move(column));
    }
    return read;
}

}  // namespace sluice::commands
