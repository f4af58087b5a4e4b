// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/yaml_value.hpp"

#include <fmt/format.h>
#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

void emit(YAML::Emitter& out, const YamlValue& value) {
    switch (value.kind) {
        case YamlValue::Kind::null:
            out << YAML::Null;
            return;
        case YamlValue::Kind::scalar:
            out << value.text;
            return;
        case YamlValue::Kind::list:
            out << YAML::BeginSeq;
            for (const auto& item : value.items) emit(out, item);
            out << YAML::EndSeq;
            return;
        case YamlValue::Kind::map:
            out << YAML::BeginMap;
            for (const auto& entry : value.entries) {
                out << YAML::Key << entry.key << YAML::Value;
                emit(out, entry.value);
            }
            out << YAML::EndMap;
            return;
    }
}

}  // namespace

YamlValue YamlValue::scalar(std::string text) {
    YamlValue value;
    value.kind = Kind::scalar;
    value.text = std::move(text);
    return value;
}

const YamlValue* YamlValue::find(std::string_view key) const {
    const auto entry = std::ranges::find(entries, key, &YamlEntry::key);
    return entry == entries.end() ? nullptr : &entry->value;
}

Place YamlValue::place_of(std::string_view key) const {
    const auto* value = find(key);
    return value == nullptr ? place : value->place;
}

std::string describe(const YamlValue& value) {
    switch (value.kind) {
        case YamlValue::Kind::null:
            return "nothing";
        case YamlValue::Kind::scalar:
            return fmt::format("'{}'", value.text);
        case YamlValue::Kind::list:
            return "a list";
        case YamlValue::Kind::map:
            return "a map of keys";
    }
    return "";
}

std::string write_yaml(const YamlValue& value) {
    YAML::Emitter out;
    emit(out, value);
    return std::string{out.c_str(), out.size()} + "\n";
}

}  // namespace sluice
