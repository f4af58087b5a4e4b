// SPDX-License-Identifier: Apache-2.0
//
// What a command says of itself, once: --help, --usage, the manual page and the completion of the shell are
// made from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::commands {

struct OptionDoc {
    std::string_view name;      // "states"
    char letter = 0;            // 't'
    std::string_view value;     // "LIST", "[LIST]" when it may be left out; empty: the option takes none
    std::string_view help;      // empty: another spelling of the option above it in the table
    std::string_view variable;  // environment variable that stands for it when it is not given

    [[nodiscard]] bool takes_value() const { return !value.empty(); }
    [[nodiscard]] bool value_is_optional() const { return value.starts_with('['); }
};

/// A further part of the manual page: terms and what they mean.
struct TermDoc {
    std::string term;
    std::string meaning;
};
struct SectionDoc {
    std::string title;
    std::string text;
    std::vector<TermDoc> terms;
};

struct CommandDoc {
    std::string_view name;
    std::string_view brief;     // "list jobs and steps in the queue"
    std::string_view operands;  // "[JOB[.STEP]]..."
    std::string_view description;
    std::vector<OptionDoc> options;
    std::vector<SectionDoc> sections;
    std::vector<std::string_view> words;  // first operands that are offered for completion
    char help_letter = 0;                 // -h, where it does not mean something else
    std::optional<std::string_view> before_refusals{};  // what begins a line about a wrong value; empty: `NAME: error: `
    bool hints_at_help = true;            // after an unknown option
};

/// `-t, --states=LIST`
std::string spelling(const OptionDoc& option);
std::string help_text(const CommandDoc& doc);
std::string usage_text(const CommandDoc& doc);

}  // namespace sluice::commands
