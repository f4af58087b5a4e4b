// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/yaml_reader.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

#include "scheduler/config/plain_text.hpp"
#include "scheduler/config/yaml_syntax.hpp"

namespace sluice {
namespace {

Place place_at(const YAML::Mark& mark) {
    return {static_cast<std::size_t>(mark.line + 1), static_cast<std::size_t>(mark.column + 1)};
}

/// Builds the tree from the parser's events. A value becomes the next item of the innermost open list, or,
/// in a map, in turn a key and that key's value.
class TreeBuilder final : public YAML::EventHandler {
  public:
    TreeBuilder(std::string_view text, Report& report) : text_{text}, report_{report} {}

    [[nodiscard]] YamlValue take_root() { return std::move(root_); }
    [[nodiscard]] Place innermost_open() const { return open_.empty() ? Place{} : open_.back().value.place; }

    void OnDocumentStart(const YAML::Mark& mark) override;
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  const std::string& text) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                         YAML::EmitterStyle::value) override;
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                    YAML::EmitterStyle::value) override;
    void OnMapEnd() override { close(); }

  private:
    struct Open {
        YamlValue value;
        std::optional<YamlEntry> entry;  // a key that waits for its value
    };

    void refuse_tag(const YAML::Mark& mark, const std::string& tag);
    void open(YamlValue::Kind kind, const YAML::Mark& mark);
    void close();
    void add(YamlValue value);
    void add_to_map(Open& map, YamlValue value);

    std::string_view text_;
    Report& report_;
    std::vector<Open> open_;
    YamlValue root_;
    int documents_ = 0;
};

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
    if (documents_++ == 0) return;
    report_.add(place_at(mark), "a second YAML document begins", "one document in a file");
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t) {
    YamlValue value;
    value.place = place_at(mark);
    add(std::move(value));
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
    report_.add(place_at(mark), "an alias (*name)", "the value itself");
    OnNull(mark, {});
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                           const std::string& text) {
    refuse_tag(mark, tag);
    const auto offset = std::min(static_cast<std::size_t>(mark.pos), text_.size());
    if (tag == "!") check_quotes(text_.substr(offset), place_at(mark), report_);
    auto value = YamlValue::scalar(text);
    value.place = place_at(mark);
    add(std::move(value));
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                                  YAML::EmitterStyle::value) {
    refuse_tag(mark, tag);
    open(YamlValue::Kind::list, mark);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                             YAML::EmitterStyle::value) {
    refuse_tag(mark, tag);
    open(YamlValue::Kind::map, mark);
}

/// The parser gives "?" for a plain value and "!" for a quoted one.
void TreeBuilder::refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    report_.add(place_at(mark), fmt::format("a tag ({})", tag), "the value without it");
}

void TreeBuilder::open(YamlValue::Kind kind, const YAML::Mark& mark) {
    YamlValue value;
    value.kind = kind;
    value.place = place_at(mark);
    open_.push_back({std::move(value), std::nullopt});
}

void TreeBuilder::close() {
    auto value = std::move(open_.back().value);
    open_.pop_back();
    add(std::move(value));
}

void TreeBuilder::add(YamlValue value) {
    if (open_.empty()) {
        root_ = std::move(value);
    } else if (open_.back().value.kind == YamlValue::Kind::list) {
        open_.back().value.items.push_back(std::move(value));
    } else {
        add_to_map(open_.back(), std::move(value));
    }
}

void TreeBuilder::add_to_map(Open& map, YamlValue value) {
    if (!map.entry) {
        if (value.kind != YamlValue::Kind::scalar) {
            report_.add(value.place, describe(value) + " as a key", "a name as a key");
        }
        map.entry = YamlEntry{value.text, value.place, {}};
        return;
    }
    // The parser places a missing value at the next token, which may be lines below.
    if (value.kind == YamlValue::Kind::null) value.place = map.entry->place;
    map.entry->value = std::move(value);
    map.value.entries.push_back(std::move(*map.entry));
    map.entry.reset();
}

std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    return text.substr(text.starts_with(kMark) ? kMark.size() : 0);
}

void parse(const std::string& text, TreeBuilder& builder, Report& report) {
    try {
        std::istringstream stream{text};
        YAML::Parser parser{stream};
        if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
    } catch (const YAML::Exception& error) {
        if (!report.empty()) return;  // a consequence of what is reported already
        report_syntax_error(text, place_at(error.mark), error.msg, builder.innermost_open(), report);
    }
}

}  // namespace

std::optional<YamlValue> read_yaml(std::string_view text, Report& report) {
    check_plain_text(text, report);
    if (!report.empty()) return std::nullopt;

    // With a line's end at the end of the file the parser meets an open quote there as it does elsewhere.
    const auto complete = std::string{without_byte_order_mark(text)} + '\n';
    TreeBuilder builder{complete, report};
    parse(complete, builder, report);
    if (!report.empty()) return std::nullopt;
    return builder.take_root();
}

}  // namespace sluice
