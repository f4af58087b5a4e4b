// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scheduler/config/suggest.hpp"

namespace sluice {
namespace {

std::vector<std::string> names_of(const std::vector<KeyDoc>& keys) {
    std::vector<std::string> names;
    for (const auto& key : keys) names.push_back(key.name);
    return names;
}

void report_unknown(const YamlValue& map, const std::vector<KeyDoc>& keys, Report& report) {
    const auto names = names_of(keys);
    for (const auto& [key, place, value] : map.entries) {
        if (std::ranges::find(names, key) != names.end()) continue;
        report.add(place, fmt::format("unknown key '{}'{}", key, did_you_mean(key, names)),
                   fmt::format("the keys {}", fmt::join(names, ", ")));
    }
}

void report_empty(const YamlValue& map, const std::vector<KeyDoc>& keys, Report& report) {
    for (const auto& [name, place, value] : map.entries) {
        const auto key = std::ranges::find(keys, name, &KeyDoc::name);
        if (key == keys.end() || value.kind != YamlValue::Kind::null) continue;
        report.add(place, fmt::format("key '{}' has no value", name), key->form.allowed);
    }
}

void report_missing(const YamlValue& map, const std::vector<KeyDoc>& keys, Report& report) {
    for (const auto& key : keys) {
        if (!key.required || map.find(key.name) != nullptr) continue;
        report.add(map.place, fmt::format("key '{}' is missing", key.name),
                   fmt::format("`{}:` with {}", key.name, key.form.allowed));
    }
}

bool check_kind(YamlValue::Kind kind, const YamlValue& value, const FormDoc& doc, Report& report) {
    if (value.kind == kind) return true;
    report.add(value.place, fmt::format("{} does not fit here", describe(value)), doc.allowed);
    return false;
}

}  // namespace

FormDoc form_doc(std::string allowed, std::string json) {
    FormDoc doc;
    doc.allowed = std::move(allowed);
    doc.json = std::move(json);
    return doc;
}

void report_repeated(const YamlValue& map, Report& report) {
    std::map<std::string_view, std::size_t> first_line;
    for (const auto& [key, place, value] : map.entries) {
        const auto [first, is_new] = first_line.emplace(key, place.line);
        if (is_new) continue;
        report.add(place, fmt::format("key '{}' is given twice, first on line {}", key, first->second),
                   "every key once");
    }
}

bool check_scalar(const YamlValue& value, const FormDoc& doc, Report& report) {
    return check_kind(YamlValue::Kind::scalar, value, doc, report);
}

bool check_list(const YamlValue& value, const FormDoc& doc, Report& report) {
    if (!check_kind(YamlValue::Kind::list, value, doc, report)) return false;
    if (value.items.empty()) report.add(value.place, "an empty list", doc.allowed);
    return true;
}

bool check_map(const YamlValue& value, const FormDoc& doc, Report& report) {
    return check_kind(YamlValue::Kind::map, value, doc, report);
}

void read_keys(const YamlValue& value, const FormDoc& doc, Report& report,
               const std::function<void(std::size_t, const YamlValue&)>& use) {
    if (!check_map(value, doc, report)) return;
    report_unknown(value, doc.keys, report);
    report_repeated(value, report);
    report_empty(value, doc.keys, report);
    report_missing(value, doc.keys, report);
    for (std::size_t i = 0; i < doc.keys.size(); ++i) {
        const auto* found = value.find(doc.keys[i].name);
        if (found != nullptr && found->kind != YamlValue::Kind::null) use(i, *found);
    }
}

}  // namespace sluice
