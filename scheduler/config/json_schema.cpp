// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/json_schema.hpp"

#include <fmt/format.h>

#include "scheduler/config/schema.hpp"

namespace sluice {
namespace {

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

std::string members_of(const FormDoc& form);

std::string description_of(const KeyDoc& key) {
    auto text = key.brief;
    if (!key.details.empty()) text += " " + key.details;
    if (!key.initial.empty()) text += " Default: " + key.initial + ".";
    return text;
}

std::string property(const KeyDoc& key) {
    return fmt::format(R"({}:{{"description":{},{}}})", quoted(key.name), quoted(description_of(key)),
                       members_of(key.form));
}

std::string object_members(const std::vector<KeyDoc>& keys) {
    std::vector<std::string> properties, required;
    for (const auto& key : keys) {
        properties.push_back(property(key));
        if (key.required) required.push_back(quoted(key.name));
    }
    auto text = fmt::format(R"("type":"object","additionalProperties":false,"properties":{{{}}})",
                            fmt::join(properties, ","));
    if (!required.empty()) text += fmt::format(R"(,"required":[{}])", fmt::join(required, ","));
    return text;
}

/// The members of the JSON object that describes the form.
std::string members_of(const FormDoc& form) {
    const auto item = form.keys.empty() ? form.json : object_members(form.keys);
    return form.is_list ? fmt::format(R"("type":"array","minItems":1,"items":{{{}}})", item) : item;
}

/// One member or item per line. The text has no empty object or array and no white space outside quotes.
std::string indented(std::string_view json) {
    std::string result;
    std::size_t depth = 0;
    bool in_quotes = false;
    const auto new_line = [&] { result += "\n" + std::string(2 * depth, ' '); };
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"' && (i == 0 || json[i - 1] != '\\')) in_quotes = !in_quotes;
        const bool opens = !in_quotes && (c == '{' || c == '[');
        const bool closes = !in_quotes && (c == '}' || c == ']');
        if (opens) ++depth;
        if (closes) --depth, new_line();
        result += c;
        if (opens || (c == ',' && !in_quotes)) new_line();
        if (c == ':' && !in_quotes) result += ' ';
    }
    return result + "\n";
}

}  // namespace

std::string json_schema() {
    return indented(
        fmt::format(R"({{"$schema":"http://json-schema.org/draft-07/schema#","title":"cluster.yaml",{}}})",
                    members_of(cluster_form().doc)));
}

}  // namespace sluice
