// SPDX-License-Identifier: Apache-2.0
//
// The forms that are written either as one text, with commas, or as a YAML list of such texts; and the
// environment, whose keys are free.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scheduler/config/forms.hpp"
#include "scheduler/config/names.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/number.hpp"

namespace sluice {
namespace {

using Texts = std::vector<std::string>;

template <class T>
struct ItemsForm {
    FormDoc doc;
    std::function<Parsed<std::vector<T>>(const std::string&)> parse;
    std::function<std::string(const std::vector<T>&)> format;
    std::function<std::string(const T&)> identity;  // no two items may have the same; empty: they may

    void read(const YamlValue& value, std::vector<T>& into, Report& report) const;
    void read_text(const YamlValue& text, std::set<std::string>& seen, std::vector<T>& into,
                   Report& report) const;
};

template <class T>
void ItemsForm<T>::read(const YamlValue& value, std::vector<T>& into, Report& report) const {
    std::set<std::string> seen;
    if (value.kind != YamlValue::Kind::list) return read_text(value, seen, into, report);
    if (!check_list(value, doc, report)) return;
    for (const auto& item : value.items) read_text(item, seen, into, report);
}

template <class T>
void ItemsForm<T>::read_text(const YamlValue& text, std::set<std::string>& seen, std::vector<T>& into,
                             Report& report) const {
    if (!check_scalar(text, doc, report)) return;
    const auto parsed = parse(text.text);
    if (!parsed) return report.add(text.place, parsed.error(), doc.allowed);

    Texts repeated;
    for (const auto& item : *parsed) {
        if (!identity || seen.insert(identity(item)).second) into.push_back(item);
        else repeated.push_back(identity(item));
    }
    if (repeated.empty()) return;
    report.add(text.place, fmt::format("'{}' is listed twice", repeated.front()), "each once");
}

template <class T>
Form<std::vector<T>> form_of(ItemsForm<T> items) {
    auto read = [items](const YamlValue& value, std::vector<T>& into, Report& report) {
        items.read(value, into, report);
    };
    auto write = [format = items.format](const std::vector<T>& list) {
        return YamlValue::scalar(format(list));
    };
    return {items.doc, std::move(read), std::move(write)};
}

std::string itself(const std::string& text) { return text; }

constexpr auto kTextOrList = R"("type":["string","array"],"items":{"type":"string"})";

/// Expands a host list of which each name must satisfy the predicate.
Parsed<Texts> parse_hosts(const std::string& text, bool (*is_right)(std::string_view),
                          std::string_view what) {
    auto hosts = expand_hosts(text);
    if (!hosts) return tl::unexpected{hosts.error().detail};
    const auto wrong = std::ranges::find_if_not(*hosts, is_right);
    if (wrong != hosts->end()) return tl::unexpected{fmt::format("'{}' is not {}", *wrong, what)};
    return std::move(*hosts);
}

std::string strip(std::string_view text) {
    const auto start = std::min(text.find_first_not_of(' '), text.size());
    return std::string{text.substr(start, text.find_last_not_of(' ') + 1 - start)};
}

Parsed<Texts> parse_names(const std::string& text) {
    Texts list;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find(',', start), text.size());
        list.push_back(strip(std::string_view{text}.substr(start, end - start)));
        if (!is_name(list.back())) return tl::unexpected{fmt::format("'{}' is not a name", list.back())};
        start = end + 1;
    }
    return list;
}

Parsed<std::vector<std::uint32_t>> parse_numbers(const std::string& text, std::uint32_t least, std::uint32_t most) {
    std::vector<std::uint32_t> numbers;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find(',', start), text.size());
        const auto word = strip(std::string_view{text}.substr(start, end - start));
        const auto number = parse_number<std::uint32_t>(word);
        if (!number) return tl::unexpected{fmt::format("'{}' is not a whole number", word)};
        if (*number < least || *number > most) return tl::unexpected{fmt::format("{} is out of range", word)};
        numbers.push_back(*number);
        start = end + 1;
    }
    return numbers;
}

Parsed<std::vector<GresCount>> parse_gres_text(const std::string& text) {
    auto gres = parse_gres(text);
    if (!gres) return tl::unexpected{gres.error().detail};
    return std::move(*gres);
}

std::string kind_of(const GresCount& gres) {
    return gres.type.empty() ? gres.name : gres.name + ":" + gres.type;
}

void read_environment(const YamlValue& value, const FormDoc& doc, std::map<std::string, std::string>& into,
                      Report& report) {
    if (!check_map(value, doc, report)) return;
    report_repeated(value, report);
    for (const auto& [name, place, text] : value.entries) {
        if (!is_variable(name)) {
            report.add(place, fmt::format("'{}' cannot name a variable", name),
                       "letters, digits and _, the first no digit");
        }
        if (text.kind != YamlValue::Kind::scalar || text.text.find('\0') != std::string::npos) {
            report.add(text.place, fmt::format("variable '{}' has no text as its value", name),
                       "a text; \"\" for an empty one");
        }
        into.emplace(name, text.text);
    }
}

YamlValue write_environment(const std::map<std::string, std::string>& variables) {
    YamlValue map;
    map.kind = YamlValue::Kind::map;
    for (const auto& [name, text] : variables) map.entries.push_back({name, {}, YamlValue::scalar(text)});
    return map;
}

}  // namespace

Form<std::vector<std::string>> host_names() {
    const auto parse = [](const std::string& text) { return parse_hosts(text, is_name, "a name"); };
    return form_of<std::string>(
        {form_doc("a host list such as n[1-4,7], names of letters, digits, _, - and .", kTextOrList), parse,
         fold_hosts, itself});
}

Form<std::vector<std::string>> host_addresses() {
    const auto parse = [](const std::string& text) { return parse_hosts(text, is_address, "an address"); };
    return form_of<std::string>(
        {form_doc("addresses as a host list such as 10.0.0.[1-8]", kTextOrList), parse, fold_hosts, itself});
}

Form<std::vector<std::string>> names() {
    const auto format = [](const Texts& list) { return fmt::format("{}", fmt::join(list, ",")); };
    return form_of<std::string>(
        {form_doc("names, each " + std::string{kNameRule}, kTextOrList), parse_names, format, itself});
}

Form<std::vector<std::uint32_t>> number_list(std::uint32_t least, std::uint32_t most) {
    const auto parse = [least, most](const std::string& text) { return parse_numbers(text, least, most); };
    const auto format = [](const std::vector<std::uint32_t>& list) { return fmt::format("{}", fmt::join(list, ",")); };
    constexpr auto kJson = R"("type":["string","integer","array"],"items":{"type":"integer"})";
    return form_of<std::uint32_t>(
        {form_doc(fmt::format("integers from {} to {}, such as 4,8", least, most), kJson), parse, format, {}});
}

Form<std::vector<GresCount>> gres_list() {
    return form_of<GresCount>(
        {form_doc("name, name:count, name:type or name:type:count, such as gpu:tesla:2", kTextOrList),
         parse_gres_text, [](const auto& list) { return format_gres(list); }, kind_of});
}

Form<std::map<std::string, std::string>> environment() {
    const auto doc =
        form_doc("`NAME: value` lines, indented below it",
                 R"("type":"object","additionalProperties":{"type":["string","number","boolean"]})");
    auto read = [doc](const YamlValue& value, auto& into, Report& report) {
        read_environment(value, doc, into, report);
    };
    return {doc, read, write_environment};
}

}  // namespace sluice
