// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

/// Commas separate, but not inside quotes, which are dropped: A='x,y',B is `A=x,y` and `B`.
std::vector<std::string> split_quoted(std::string_view text) {
    std::vector<std::string> items{""};
    char quote = 0;
    for (const char c : text) {
        if (quote != 0 ? c == quote : c == '\'' || c == '"') quote = quote == 0 ? c : '\0';
        else if (c == ',' && quote == 0) items.emplace_back();
        else items.back() += c;
    }
    return items;
}

}  // namespace

Read<ExportSpec> export_of(const Value& value) {
    ExportSpec spec;
    spec.text = value.text;
    spec.mode = ExportSpec::Mode::listed;
    for (auto& item : split_quoted(value.text)) {
        if (same_word(item, "all")) spec.mode = ExportSpec::Mode::all;
        else if (!item.empty()) spec.listed.push_back(std::move(item));
    }
    const bool alone = spec.mode == ExportSpec::Mode::listed && spec.listed.size() == 1;
    if (alone && (same_word(spec.listed[0], "none") || same_word(spec.listed[0], "nil"))) {
        spec.mode = ExportSpec::Mode::none;
        spec.listed.clear();
    }
    return spec;
}

}  // namespace sluice::submit
