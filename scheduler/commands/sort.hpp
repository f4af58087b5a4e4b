// SPDX-License-Identifier: Apache-2.0
//
// The order of rows as --sort names it: field letters with + or - before them, `P,t,-p`.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "scheduler/commands/table.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::commands {

struct SortKey {
    std::size_t field = 0;
    bool descending = false;

    friend bool operator==(const SortKey&, const SortKey&) = default;
};

/// The error's detail is the complete text for the user. Commas and `#` are skipped.
Result<std::vector<SortKey>> read_sort_keys(std::string_view text, std::span<const FieldKey> fields);

template <class Row>
std::weak_ordering compare_rows(const Field<Row>& field, const Row& a, const Row& b) {
    if (field.rank != nullptr) return field.rank(a) <=> field.rank(b);
    return field.text(a) <=> field.text(b);
}

/// Rows that are equal in all keys keep their order.
template <class Row>
void sort_rows(std::vector<Row>& rows, std::span<const Field<Row>> fields, std::span<const SortKey> keys) {
    std::ranges::stable_sort(rows, [&](const Row& a, const Row& b) {
        for (const auto& key : keys) {
            const auto order = compare_rows(fields[key.field], a, b);
            if (order != 0) return key.descending ? order > 0 : order < 0;
        }
        return false;
    });
}

}  // namespace sluice::commands
