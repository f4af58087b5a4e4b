// SPDX-License-Identifier: Apache-2.0
//
// A form says how values of one type are written in cluster.yaml. It reads them from YAML, writes them back
// and describes itself to people (messages, manual) and to editors (JSON Schema). Forms are put together:
// a map of keys is a form made of the forms of its keys, a list is made of the form of its items. The
// whole of cluster.yaml is one such form, in schema.cpp.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "scheduler/config/diagnostic.hpp"
#include "scheduler/config/yaml_value.hpp"

namespace sluice {

struct KeyDoc;

struct FormDoc {
    std::string allowed;       // "an integer from 1 to 65535": in messages and in the manual
    std::string json;          // members of a JSON Schema object: "type":"integer","minimum":1
    std::vector<KeyDoc> keys;  // of a map
    bool is_list = false;      // a list of the above
};

struct KeyDoc {
    std::string name;
    std::string brief;    // one sentence
    std::string details;  // more sentences for the manual; may be empty
    std::string initial;  // the value, or words for it, when the key is left out
    bool required = false;
    FormDoc form;
};

FormDoc form_doc(std::string allowed, std::string json = "");

/// A value, or what is wrong with its text.
template <class T>
using Parsed = tl::expected<T, std::string>;

template <class T>
struct Form {
    FormDoc doc;
    /// Sets the value as far as it is right; everything wrong goes to the report.
    std::function<void(const YamlValue&, T&, Report&)> read;
    std::function<YamlValue(const T&)> write;
};

/// What the functions of a form use. They are copied as forms are put together; this is not, which matters because
/// every command reads the configuration.
template <class Part>
std::shared_ptr<const Part> share(Part part) {
    return std::make_shared<const Part>(std::move(part));
}

/// One key of a map and the member of the record that it sets.
template <class Record>
struct Key {
    KeyDoc doc;
    std::function<void(const YamlValue&, Record&, Report&)> read;
    std::function<YamlValue(const Record&)> write;
    std::function<bool(const Record&, const Record&)> same;

    Key says(std::string brief, std::string details = "") && {
        doc.brief = std::move(brief);
        doc.details = std::move(details);
        return std::move(*this);
    }
    Key required() && {
        doc.required = true;
        return std::move(*this);
    }
    /// Words for what happens without the key, where the value of the record does not say it.
    Key otherwise(std::string words) && {
        doc.initial = std::move(words);
        return std::move(*this);
    }
};

template <class Record, class Base, class T>
Key<Record> key_of(std::string name, T Base::*member, Form<T> form) {
    Key<Record> key;
    key.doc.name = std::move(name);
    key.doc.form = std::move(form.doc);
    key.read = [member, read = std::move(form.read)](const YamlValue& value, Record& record, Report& report) {
        read(value, record.*member, report);
    };
    key.write = [member, write = std::move(form.write)](const Record& record) { return write(record.*member); };
    key.same = [member](const Record& a, const Record& b) { return a.*member == b.*member; };
    return key;
}

template <class Record, class T>
Key<Record> key(std::string name, T Record::*member, Form<T> form) {
    return key_of<Record>(std::move(name), member, std::move(form));
}

/// Each reports a value of another kind; check_list also an empty list.
bool check_scalar(const YamlValue& value, const FormDoc& doc, Report& report);
bool check_list(const YamlValue& value, const FormDoc& doc, Report& report);
bool check_map(const YamlValue& value, const FormDoc& doc, Report& report);
void report_repeated(const YamlValue& map, Report& report);

/// Reports what is wrong with the keys as such: unknown, twice, missing, without value. Calls `use` with
/// the index into doc.keys and the value of each key that can be read.
void read_keys(const YamlValue& value, const FormDoc& doc, Report& report,
               const std::function<void(std::size_t, const YamlValue&)>& use);

/// A value written as one scalar.
template <class T>
Form<T> scalar_form(FormDoc doc, std::function<Parsed<T>(const std::string&)> parse,
                    std::function<std::string(const T&)> format) {
    auto read = [doc = share(doc), parse = share(std::move(parse))](const YamlValue& value, T& into, Report& report) {
        if (!check_scalar(value, *doc, report)) return;
        auto parsed = (*parse)(value.text);
        if (parsed) into = std::move(*parsed);
        else report.add(value.place, parsed.error(), doc->allowed);
    };
    auto write = [format = std::move(format)](const T& value) { return YamlValue::scalar(format(value)); };
    return {std::move(doc), std::move(read), std::move(write)};
}

/// The same form for a key that may be left unset.
template <class T>
Form<std::optional<T>> maybe(Form<T> form) {
    auto read = [of_value = std::move(form.read)](const YamlValue& value, std::optional<T>& into, Report& report) {
        T found{};
        const auto faults = report.size();
        of_value(value, found, report);
        if (report.size() == faults) into = std::move(found);
    };
    auto write = [of_value = std::move(form.write)](const std::optional<T>& value) {
        return value ? of_value(*value) : YamlValue{};
    };
    return {std::move(form.doc), std::move(read), std::move(write)};
}

/// A map of keys. What is left out keeps its value in `initial`, which also is the default that the manual
/// names and that writing leaves out.
template <class Record>
Form<Record> map_form(std::vector<Key<Record>> keys, const Record& initial = {}) {
    auto doc = form_doc("keys with values, indented below it");
    for (auto& key : keys) {
        if (key.doc.initial.empty() && !key.doc.required) key.doc.initial = key.write(initial).text;
        doc.keys.push_back(key.doc);
    }
    const auto shared = share(std::move(keys));
    auto read = [doc = share(doc), shared](const YamlValue& value, Record& into, Report& report) {
        read_keys(value, *doc, report,
                  [&](std::size_t i, const YamlValue& v) { (*shared)[i].read(v, into, report); });
    };
    auto write = [shared, initial = share(initial)](const Record& record) {
        YamlValue map;
        map.kind = YamlValue::Kind::map;
        for (const auto& key : *shared) {
            if (!key.doc.required && key.same(record, *initial)) continue;
            map.entries.push_back({key.doc.name, {}, key.write(record)});
        }
        return map;
    };
    return {std::move(doc), std::move(read), std::move(write)};
}

/// A list of at least one item. A faulty item is kept, so that item i of the result is item i of the file.
template <class T>
Form<std::vector<T>> list_form(Form<T> item) {
    FormDoc doc = item.doc;
    doc.is_list = true;
    doc.allowed = "a list, each entry after a `-`";
    auto read = [doc = share(doc), of_item = std::move(item.read)](const YamlValue& value, std::vector<T>& into,
                                                                   Report& report) {
        if (!check_list(value, *doc, report)) return;
        for (const auto& each : value.items) of_item(each, into.emplace_back(), report);
    };
    auto write = [of_item = std::move(item.write)](const std::vector<T>& list) {
        YamlValue value;
        value.kind = YamlValue::Kind::list;
        for (const auto& each : list) value.items.push_back(of_item(each));
        return value;
    };
    return {std::move(doc), std::move(read), std::move(write)};
}

}  // namespace sluice
