// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/yaml_syntax.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace sluice {
namespace {

enum class Look { here, at_open_bracket };

struct Explanation {
    std::string_view message;  // the parser's
    Look look;
    std::string_view what;
    std::string_view allowed;
};

constexpr std::string_view kKeys = "`key: value`, the keys of one map indented alike";
constexpr std::string_view kFlow =
    "values separated by commas and a closing bracket; quote a host list in here: \"n[1-8]\"";

constexpr std::array kExplanations{
    Explanation{"end of sequence flow not found", Look::at_open_bracket, "this '[' is not closed properly",
                kFlow},
    Explanation{"end of map flow not found", Look::at_open_bracket, "this '{' is not closed properly", kFlow},
    Explanation{"illegal flow end", Look::here, "a closing bracket without its opening one", kFlow},
    Explanation{"illegal map value", Look::here, "a ':' where no key can stand", kKeys},
    Explanation{"illegal map key", Look::here, "a key where none can stand", kKeys},
    Explanation{"illegal block entry", Look::here, "a '-' where no list can stand", kKeys},
    Explanation{"end of map not found", Look::here, "the indentation fits no line above", kKeys},
    Explanation{"end of sequence not found", Look::here, "the indentation fits no line above", kKeys},
    Explanation{"unknown token", Look::here, "a value cannot begin with this character",
                "the value in quotes"},
};

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        lines.push_back(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(lines.back().size() + 1, text.size()));
    }
    return lines;
}

/// Empty for a line that has only a comment or nothing.
std::string_view content_of(std::string_view line) {
    const auto start = line.find_first_not_of(" -\r");
    if (start == std::string_view::npos || line[start] == '#') return {};
    return line.substr(start, line.find_last_not_of(" \r") - start + 1);
}

bool has_key(std::string_view content) {
    return content.find(": ") != std::string_view::npos || content.ends_with(':');
}

/// The line above the place, if it looks like a key whose ':' was forgotten: the parser takes it together
/// with the next key for one long name and complains of that key's ':'.
Place key_without_colon(std::string_view text, Place place) {
    const auto lines = lines_of(text);
    for (auto line = std::min(place.line, lines.size() + 1) - 1; line > 0; --line) {
        const auto content = content_of(lines[line - 1]);
        if (content.empty()) continue;
        const auto column = static_cast<std::size_t>(content.data() - lines[line - 1].data()) + 1;
        return has_key(content) ? Place{} : Place{line, column};
    }
    return {};
}

/// Whether the quoted text at the beginning of the line ends on it.
bool is_closed(std::string_view line) {
    const char quote = line.front();
    for (std::size_t i = 1; i < line.size(); ++i) {
        const bool doubled = quote == '\'' && line.substr(i, 2) == "''";
        const bool escaped = quote == '"' && line[i] == '\\';
        if (doubled || escaped) ++i;
        else if (line[i] == quote) return true;
    }
    return false;
}

}  // namespace

void report_syntax_error(std::string_view text, Place place, std::string_view message, Place open,
                         Report& report) {
    if (message == "illegal map value") {
        const auto culprit = key_without_colon(text, place);
        if (culprit != Place{}) {
            report.add(culprit, "no ': ' between a key and its value", std::string{kKeys});
            return;
        }
    }
    const auto known = std::ranges::find(kExplanations, message, &Explanation::message);
    if (known == kExplanations.end()) {
        report.add(place, fmt::format("not YAML: {}", message), "YAML");
        return;
    }
    report.add(known->look == Look::here ? place : open, std::string{known->what},
               std::string{known->allowed});
}

void check_quotes(std::string_view text, Place place, Report& report) {
    if (!text.starts_with('"') && !text.starts_with('\'')) return;
    if (is_closed(text.substr(0, text.find('\n')))) return;
    report.add(place, "a quote without its closing one on this line",
               "a closing quote; \\n in double quotes for a line break");
}

}  // namespace sluice
