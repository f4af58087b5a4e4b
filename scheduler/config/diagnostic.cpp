// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sluice {

std::string to_string(const Diagnostic& diagnostic) {
    const auto& [file, line, column, what, allowed] = diagnostic;
    const auto place = line == 0 ? file : fmt::format("{}:{}:{}", file, line, column);
    return fmt::format("{}: {}; allowed: {}", place, what, allowed);
}

std::string to_string(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const auto& diagnostic : diagnostics) text += to_string(diagnostic) + "\n";
    return text;
}

void Report::add(Place place, std::string what, std::string allowed) {
    diagnostics_.push_back({file_, place.line, place.column, std::move(what), std::move(allowed)});
}

std::vector<Diagnostic> Report::sorted() const {
    auto list = diagnostics_;
    std::ranges::stable_sort(list, {}, [](const Diagnostic& d) { return Place{d.line, d.column}; });
    return list;
}

}  // namespace sluice
