// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/man_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/commands/words.hpp"

namespace sluice::commands {
namespace {

/// Text as roff shows it literally. A leading dot or quote would be a request.
std::string escaped(std::string_view text) {
    std::string result;
    bool line_begins = true;
    for (const char c : text) {
        if (line_begins && (c == '.' || c == '\'')) result += "\\&";
        if (c == '\\') result += "\\e";
        else if (c == '-') result += "\\-";
        else result += c;
        line_begins = c == '\n';
    }
    return result;
}

std::string paragraph(std::string_view term, std::string_view text) {
    return fmt::format(".TP\n\\fB{}\\fR\n{}\n", escaped(term), escaped(text));
}

std::string options_text(const CommandDoc& doc) {
    std::string text;
    for (const auto& option : doc.options) {
        if (option.help.empty()) continue;
        const auto variable = option.variable.empty() ? "" : fmt::format(" (variable: {})", option.variable);
        text += paragraph(spelling(option), fmt::format("{}{}", option.help, variable));
    }
    text += paragraph(spelling({"help", doc.help_letter, "", "", ""}), "show the options");
    text += paragraph("--usage", "show a short reminder of the options");
    return text + paragraph("-V, --version", "show the version");
}

std::string section_text(const SectionDoc& section) {
    auto text = fmt::format(".SH {}\n", escaped(section.title));
    if (!section.text.empty()) text += escaped(section.text) + '\n';
    for (const auto& term : section.terms) text += paragraph(term.term, term.meaning);
    return text;
}

/// How man calls the page: `sluice sim` is sluice-sim there.
std::string page_name(const CommandDoc& doc) {
    std::string name{doc.name};
    std::ranges::replace(name, ' ', '-');
    return name;
}

std::string see_also(std::string_view name) {
    std::string text = ".SH SEE ALSO\n";
    for (const auto each : page_names()) {
        if (each != name)
            text += fmt::format(".BR {} ({}),\n", escaped(each),
                                each.find('.') == std::string_view::npos ? 1 : 5);
    }
    text.resize(text.size() - 2);
    return text + "\n";
}

}  // namespace

std::string man_page(const CommandDoc& doc) {
    auto text = fmt::format(".TH {} 1 \"\" \"Sluice\" \"Sluice Manual\"\n", upper_case(page_name(doc)));
    text += fmt::format(".SH NAME\n{} \\- {}\n", page_name(doc), escaped(doc.brief));
    text += fmt::format(".SH SYNOPSIS\n.B {}\n[\\fIOPTION\\fR]... {}\n", doc.name, escaped(doc.operands));
    text += fmt::format(".SH DESCRIPTION\n{}\n", escaped(doc.description));
    text += ".SH OPTIONS\n" + options_text(doc);
    for (const auto& section : doc.sections) text += section_text(section);
    return text + see_also(page_name(doc));
}

}  // namespace sluice::commands
