// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/command_doc.hpp"

#include <fmt/format.h>

namespace sluice::commands {

std::string spelling(const OptionDoc& option) {
    const auto letter = option.letter == 0 ? "    " : fmt::format("-{}, ", option.letter);
    if (!option.takes_value()) return fmt::format("{}--{}", letter, option.name);
    if (!option.value_is_optional()) return fmt::format("{}--{}={}", letter, option.name, option.value);
    const auto value = option.value.substr(1, option.value.size() - 2);
    return fmt::format("{}--{}[={}]", letter, option.name, value);
}

namespace {

std::string option_line(const OptionDoc& option) {
    return fmt::format("  {:<28} {}\n", spelling(option), option.help);
}

}  // namespace

std::string help_text(const CommandDoc& doc) {
    auto text = fmt::format("Usage: {} [OPTION]... {}\n{}\n\nOptions:\n", doc.name, doc.operands, doc.brief);
    for (const auto& option : doc.options) {
        if (!option.help.empty()) text += option_line(option);
    }
    text += "\nHelp options:\n";
    text += option_line({"help", doc.help_letter, "", "show this text", ""});
    text += option_line({"usage", 0, "", "show a short reminder of the options", ""});
    return text + option_line({"version", 'V', "", "show the version", ""});
}

std::string usage_text(const CommandDoc& doc) {
    auto text = fmt::format("Usage: {}", doc.name);
    for (const auto& option : doc.options) {
        if (option.help.empty()) continue;
        const auto value = option.takes_value() ? fmt::format("={}", option.value) : "";
        text += fmt::format(" [--{}{}]", option.name, value);
    }
    return fmt::format("{} [--help] [--usage] {}\n", text, doc.operands);
}

}  // namespace sluice::commands
