// SPDX-License-Identifier: Apache-2.0
//
// The command line as a table. A command has one row for each option; getopt_long does the reading, so that
// abbreviations, glued values and mixed order work as users of GNU programs know them.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "scheduler/commands/command_doc.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/error.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::commands {

/// One row: how the option is written, and what it does to the command's options. An error's detail is the
/// complete text for the user, such as "Invalid job id: abc".
template <class Options>
struct Option {
    OptionDoc doc;
    Result<void> (*set)(Options& options, std::string_view value);
};

/// What set() most often does.
template <auto Member>
inline constexpr auto raise_flag = [](auto& options, std::string_view) -> Result<void> {
    options.*Member = true;
    return {};
};
template <auto Member>
inline constexpr auto store_text = [](auto& options, std::string_view value) -> Result<void> {
    options.*Member = value;
    return {};
};
template <auto Member>
inline constexpr auto append_list = [](auto& options, std::string_view value) -> Result<void> {
    for (auto& word : split_list(value)) (options.*Member).push_back(std::move(word));
    return {};
};
/// For options that stand for each other: the last one given counts.
template <auto Member, auto Rival>
inline constexpr auto replace_text = [](auto& options, std::string_view value) -> Result<void> {
    options.*Member = value;
    (options.*Rival).clear();
    return {};
};
template <auto Member>
inline constexpr auto store_count = [](auto& options, std::string_view value) -> Result<void> {
    const auto count = parse_number<std::uint32_t>(value);
    if (!count || *count == 0) return fail(Errc::invalid_argument, "Invalid count: " + std::string{value});
    options.*Member = *count;
    return {};
};
inline constexpr auto accept_only = [](auto&, std::string_view) -> Result<void> { return {}; };

template <class Options>
std::vector<OptionDoc> docs_of(std::span<const Option<Options>> table) {
    std::vector<OptionDoc> docs;
    for (const auto& row : table) docs.push_back(row.doc);
    return docs;
}

/// Gives every option of the command line, and every variable of the environment that stands for one that
/// is not there, to `set`. Returns the operands. An unexpected value is the exit code with which the command
/// must end now: --help and its like were asked for, or something was wrong; the texts are printed.
tl::expected<std::vector<std::string>, int> read_command_line(
    const CommandDoc& doc, int argc, char** argv,
    const std::function<Result<void>(std::size_t row, std::string_view value)>& set);

template <class Options>
tl::expected<std::vector<std::string>, int> read_options(const CommandDoc& doc,
                                                         std::span<const Option<Options>> table,
                                                         Options& options, int argc, char** argv) {
    return read_command_line(doc, argc, argv, [&](std::size_t row, std::string_view value) {
        return table[row].set(options, value);
    });
}

/// For commands that have no options of their own.
tl::expected<std::vector<std::string>, int> read_operands(const CommandDoc& doc, int argc, char** argv);

}  // namespace sluice::commands
