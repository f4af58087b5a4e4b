// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/help.hpp"

#include <fmt/format.h>

#include "scheduler/submit/option_table.hpp"

namespace sluice::submit {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kTextColumn = 30;

/// `  -n, --ntasks=n`
std::string left_part(const Option& option) {
    auto text = option.letter != 0 ? fmt::format("  -{}, --{}", option.letter, option.name)
                                   : fmt::format("      --{}", option.name);
    if (option.takes == Takes::value) text += fmt::format("={}", option.shown);
    if (option.takes == Takes::optional_value) text += fmt::format("[={}]", option.shown);
    return text;
}

std::string help_line(const Option& option) {
    const auto left = left_part(option);
    if (left.size() + 2 <= kTextColumn) return fmt::format("{:<{}}{}\n", left, kTextColumn, option.help);
    return fmt::format("{}\n{:{}}{}\n", left, "", kTextColumn, option.help);
}

/// `[-n n]`, `[--mem=size]`, `[--hold]`
std::string usage_word(const Option& option) {
    const bool has_letter = option.letter != 0;
    const auto name = has_letter ? fmt::format("-{}", option.letter) : fmt::format("--{}", option.name);
    if (option.takes == Takes::nothing) return fmt::format("[{}]", name);
    if (option.takes == Takes::optional_value) return fmt::format("[--{}[={}]]", option.name, option.shown);
    return fmt::format("[{}{}{}]", name, has_letter ? " " : "=", option.shown);
}

}  // namespace

std::string_view operands_of(Command command) {
    switch (command) {
        case Command::sbatch: return "script [args...]";
        case Command::srun: return "program [args...]";
        case Command::salloc: return "[command [args...]]";
    }
    return "";
}

std::string help_text(Command command) {
    auto text = fmt::format("Usage: {} [OPTIONS...] {}\n", to_string(command), operands_of(command));
    for (const auto& [title, options] : option_parts()) {
        std::string lines;
        for (const auto& option : options) {
            if (includes(option.commands, command)) lines += help_line(option);
        }
        if (!lines.empty()) text += fmt::format("\n{}:\n{}", title, lines);
    }
    return text;
}

std::string usage_text(Command command) {
    const auto head = fmt::format("Usage: {}", to_string(command));
    auto text = head;
    auto column = head.size();
    const auto add = [&](std::string_view word) {
        if (column + 1 + word.size() > kWidth) {
            text += fmt::format("\n{:{}}", "", head.size());
            column = head.size();
        }
        text += fmt::format(" {}", word);
        column += 1 + word.size();
    };
    for (const auto* option : options_of(command)) add(usage_word(*option));
    add(operands_of(command));
    return text + "\n";
}

std::string version_text(Command) {
    return fmt::format("slurm {} (Sluice {})\n", kSlurmVersion, kSluiceVersion);
}

std::vector<std::string> completion_words(Command command) {
    std::vector<std::string> words;
    const auto options = options_of(command);
    for (const auto* option : options) words.push_back(fmt::format("--{}", option->name));
    for (const auto* option : options) {
        if (option->letter != 0) words.push_back(fmt::format("-{}", option->letter));
    }
    return words;
}

}  // namespace sluice::submit
