// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/json.hpp"

#include <fmt/format.h>

#include "scheduler/submit/help.hpp"

namespace sluice::commands {
namespace {

constexpr std::size_t kIndent = 2;

void append_escaped(std::string& text, unsigned char c) {
    switch (c) {
        case '"': text += "\\\""; return;
        case '\\': text += "\\\\"; return;
        case '/': text += "\\/"; return;  // as Slurm's library writes it
        case '\n': text += "\\n"; return;
        case '\t': text += "\\t"; return;
        case '\r': text += "\\r"; return;
        default: break;
    }
    if (c < 0x20) text += fmt::format("\\u{:04x}", c);
    else text += static_cast<char>(c);
}

std::string quoted(std::string_view value) {
    std::string text = "\"";
    for (const char c : value) append_escaped(text, static_cast<unsigned char>(c));
    return text + '"';
}

}  // namespace

Json Json::text(std::string_view value) { return Json{quoted(value)}; }

/// With a point, so that readers take it for what it is.
Json Json::real(double value) {
    auto text = fmt::format("{}", value);
    if (text.find_first_of(".en") == std::string::npos) text += ".0";
    return Json{text};
}

Json& Json::add(std::string_view key, Json value) {
    members_.emplace_back(key, std::move(value));
    return *this;
}
Json& Json::add(Json value) { return add({}, std::move(value)); }

std::string Json::print() const {
    std::string text;
    print(text, 0);
    return text + '\n';
}

void Json::print(std::string& text, std::size_t depth) const {
    if (kind_ == Kind::scalar) {
        text += scalar_;
        return;
    }
    const bool named = kind_ == Kind::object;
    text += named ? "{\n" : "[\n";
    for (std::size_t i = 0; i < members_.size(); ++i) {
        text.append(kIndent * (depth + 1), ' ');
        if (named) text += quoted(members_[i].first) + ": ";
        members_[i].second.print(text, depth + 1);
        text += i + 1 < members_.size() ? ",\n" : "\n";
    }
    text.append(kIndent * depth, ' ');
    text += named ? '}' : ']';
}

Json json_list(const std::vector<std::string>& texts) {
    auto list = Json::list();
    for (const auto& text : texts) list.add(Json::text(text));
    return list;
}

Json json_time(const std::optional<Instant>& when) {
    return Json::number(when ? when->time_since_epoch().count() : std::int64_t{0});
}

Json json_answer(std::string_view name, Json content, JsonForm form) {
    const bool history = form == JsonForm::history;
    auto plugin = Json::object();
    plugin.add("type", Json::text(history ? "openapi/dbv0.0.38" : "openapi/v0.0.38"));
    plugin.add("name", Json::text(history ? "Slurm OpenAPI DB v0.0.38" : "Slurm OpenAPI v0.0.38"));
    auto version = Json::object();
    version.add("major", Json::number(22)).add("micro", Json::number(8)).add("minor", Json::number(5));
    auto slurm = Json::object();
    slurm.add("version", std::move(version)).add("release", Json::text("22.05.8"));
    auto meta = Json::object();
    meta.add("Sluice", Json::object().add("release", Json::text(submit::kSluiceVersion)));
    meta.add("plugin", std::move(plugin)).add("Slurm", std::move(slurm));
    auto answer = Json::object();
    answer.add("meta", std::move(meta)).add("errors", Json::list()).add(name, std::move(content));
    return answer;
}

}  // namespace sluice::commands
