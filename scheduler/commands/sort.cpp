// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sort.hpp"

#include <fmt/format.h>

namespace sluice::commands {

Result<std::vector<SortKey>> read_sort_keys(std::string_view text, std::span<const FieldKey> fields) {
    std::vector<SortKey> keys;
    bool descending = false;
    for (const char c : text) {
        if (c == '+' || c == '-') descending = c == '-';
        if (std::string_view{"+-,#"}.find(c) != std::string_view::npos) continue;
        const auto found = std::ranges::find(fields, c, &FieldKey::letter);
        if (found == fields.end())
            return fail(Errc::invalid_argument, fmt::format("Invalid sort specification: {}", c));
        keys.push_back({static_cast<std::size_t>(found - fields.begin()), descending});
        descending = false;
    }
    return keys;
}

}  // namespace sluice::commands
