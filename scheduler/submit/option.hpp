// SPDX-License-Identifier: Apache-2.0
//
// One row of the option table: everything that Sluice knows about an option of sbatch, srun and salloc.
// Parsing, --help, --usage, the manual pages and shell completion are all made from these rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scheduler/submit/invocation.hpp"
#include "scheduler/submit/request.hpp"
#include "scheduler/submit/stop.hpp"

namespace sluice::submit {

enum class Takes : std::uint8_t { nothing, value, optional_value };

/// The commands that have an option.
using CommandSet = std::uint8_t;
inline constexpr CommandSet kSbatch = 1, kSrun = 2, kSalloc = 4;
inline constexpr CommandSet kAll = kSbatch | kSrun | kSalloc;
constexpr bool includes(CommandSet set, Command command) {
    return (set >> static_cast<unsigned>(command) & 1u) != 0;
}

struct Option;

/// What an option is applied with.
struct Value {
    std::string_view text;  // of an option without a value: empty, or the text of its variable
    bool given = true;      // false: an optional value was left out
    Source source = Source::command_line;
    const Option& option;
    const Invocation& caller;
};

struct Option {
    std::string_view name;       // without its dashes
    char letter = 0;             // of the short form, if any
    std::string_view also = {};  // another spelling, not shown
    Takes takes = Takes::nothing;
    std::string_view shown = {};  // what stands for the value in --help
    CommandSet commands = kAll;
    /// The variable that sets it, for each command; several names, the last one found wins.
    struct Variables {
        std::string_view sbatch = {};
        std::string_view srun = {};
        std::string_view salloc = {};
    } variables = {};
    /// Puts the value into the request. Empty: the option is known to Slurm's users, but not supported yet.
    Applied (*apply)(Request&, const Value&) = nullptr;
    /// Instead: a text to print, after which the command ends.
    std::string (*print)(Command) = nullptr;
    /// For -v: the value in its normal form; without it, as it was given.
    std::string (*normal)(const Request&) = nullptr;
    std::string_view help = {};    // one line
    std::string_view manual = {};  // what the manual says; an empty line parts paragraphs
};

std::string_view variables_of(const Option& option, Command command);

}  // namespace sluice::submit
