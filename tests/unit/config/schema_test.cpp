// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/schema.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "scheduler/config/json_schema.hpp"
#include "scheduler/config/manual.hpp"
#include "scheduler/config/yaml_reader.hpp"

namespace sluice {
namespace {

void visit(const FormDoc& form, const std::function<void(const KeyDoc&)>& use) {
    for (const auto& key : form.keys) {
        use(key);
        visit(key.form, use);
    }
}

TEST_CASE("every key explains itself") {
    visit(cluster_form().doc, [](const KeyDoc& key) {
        CAPTURE(key.name);
        CHECK(key.brief.ends_with('.'));
        CHECK((key.details.empty() || key.details.ends_with('.')));
        CHECK_FALSE(key.form.allowed.empty());
        CHECK(key.form.keys.empty() != key.form.json.empty());
        CHECK((key.required || !key.form.keys.empty() || !key.initial.empty()));
    });
}

TEST_CASE("no two keys of one map have the same name") {
    const auto check = [](const FormDoc& form) {
        std::set<std::string> names;
        for (const auto& key : form.keys) CHECK(names.insert(key.name).second);
    };
    check(cluster_form().doc);
    visit(cluster_form().doc, [&](const KeyDoc& key) { check(key.form); });
}

TEST_CASE("the manual page names every key and its default") {
    const auto page = manual_page();
    visit(cluster_form().doc, [&](const KeyDoc& key) {
        CAPTURE(key.name);
        CHECK(page.find(key.name) != std::string::npos);
    });
    CHECK(page.find("default: 6817") != std::string::npos);
    CHECK(page.find("default: 5m") != std::string::npos);
    CHECK(page.find(".SS topology.switches") != std::string::npos);
}

/// The value at a path of keys in the JSON Schema, which YAML can read too.
const YamlValue* at(const YamlValue& value, const std::vector<std::string>& path) {
    const auto* found = &value;
    for (const auto& key : path) found = found == nullptr ? nullptr : found->find(key);
    return found;
}

TEST_CASE("the JSON Schema has the bounds, words and required keys of the schema") {
    Report report{"schema"};
    const auto schema = read_yaml(json_schema(), report);
    REQUIRE(schema);
    const auto text = [&](std::vector<std::string> path) {
        const auto* value = at(*schema, path);
        return value == nullptr ? "" : value->text;
    };
    CHECK(text({"additionalProperties"}) == "false");
    CHECK(text({"properties", "controller", "properties", "port", "maximum"}) == "65535");
    CHECK(text({"properties", "emulated", "type"}) == "boolean");
    CHECK(text({"properties", "nodes", "type"}) == "array");
    CHECK(text({"properties", "nodes", "items", "properties", "sockets", "minimum"}) == "1");
    CHECK(at(*schema, {"properties", "scheduling", "properties", "policy", "enum"})->items.size() == 3);
    CHECK(at(*schema, {"required"})->items.size() == 2);
}

}  // namespace
}  // namespace sluice
