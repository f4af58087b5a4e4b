// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/manual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scheduler/submit/help.hpp"
#include "scheduler/submit/manual_text.hpp"
#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

std::string upper(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::toupper(c); });
    return result;
}

/// Text without meaning to roff: backslashes and dashes kept, no line that begins with a control character.
std::string plain(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const bool line_starts = result.empty() || result.back() == '\n';
        if (line_starts && (c == '.' || c == '\'')) result += "\\&";
        if (c == '\\') result += "\\e";
        else if (c == '-') result += "\\-";
        else result += c;
    }
    return result;
}

std::string paragraphs(std::string_view text, std::string_view between) {
    std::string result;
    while (!text.empty()) {
        const auto end = text.find("\n\n");
        if (!result.empty()) result += fmt::format(".{}\n", between);
        result += plain(text.substr(0, end)) + "\n";
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    }
    return result;
}

/// `\fB-n\fR, \fB--ntasks\fR=\fIn\fR`
std::string option_title(const Option& option) {
    std::string title;
    if (option.letter != 0) title = fmt::format("\\fB\\-{}\\fR, ", option.letter);
    title += fmt::format("\\fB{}\\fR", plain(fmt::format("--{}", option.name)));
    const auto value = fmt::format("\\fI{}\\fR", plain(option.shown));
    if (option.takes == Takes::value) title += "=" + value;
    if (option.takes == Takes::optional_value) title += "[=" + value + "]";
    return title;
}

std::string options_text(Command command) {
    auto text = paragraphs(kOptionRules, "PP");
    for (const auto& [title, options] : option_parts()) {
        std::string entries;
        for (const auto& option : options) {
            if (!includes(option.commands, command)) continue;
            entries += fmt::format(".TP\n{}\n{}", option_title(option), paragraphs(option.manual, "IP"));
        }
        if (!entries.empty()) text += fmt::format(".SS {}\n{}", title, entries);
    }
    return text;
}

std::string variables_text(Command command) {
    std::string text;
    for (const auto* option : options_of(command)) {
        for (const auto name : split(variables_of(*option, command), ' ')) {
            if (name.empty()) continue;
            text += fmt::format(".TP\n\\fB{}\\fR\nsets \\fB{}\\fR\n", name,
                                plain(fmt::format("--{}", option->name)));
        }
    }
    return text;
}

std::string section(std::string_view title, std::string_view text) {
    return text.empty() ? "" : fmt::format(".SH {}\n{}", title, text);
}

}  // namespace

std::string manual_page(Command command) {
    const auto name = to_string(command);
    const auto& words = manual_text(command);
    auto page = fmt::format(
        ".\\\" Made from the option table in scheduler/submit.\n.TH {} 1 \"\" \"Sluice\" \"Sluice manual\"\n",
        upper(name));
    page += section("NAME", fmt::format("{} \\- {}\n", name, plain(words.purpose)));
    page += section("SYNOPSIS",
                    fmt::format("\\fB{}\\fR [\\fIoptions\\fR] {}\n", name, plain(operands_of(command))));
    page += section("DESCRIPTION", paragraphs(words.description, "PP"));
    page += section("OPTIONS", options_text(command));
    page += section("FILE NAMES", paragraphs(words.file_names, "PP"));
    page += section("ENVIRONMENT", paragraphs(words.environment, "PP") + variables_text(command));
    page += section("EXIT STATUS", paragraphs(words.exit_status, "PP"));
    page += section("EXAMPLES", fmt::format(".nf\n{}.fi\n", plain(words.example)));
    page +=
        section("SEE ALSO", "sbatch(1), srun(1), squeue(1), scancel(1), scontrol(1), sacct(1), sluice(1)\n");
    return page;
}

}  // namespace sluice::submit
