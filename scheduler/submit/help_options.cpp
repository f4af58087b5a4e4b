// SPDX-License-Identifier: Apache-2.0
//
// Options that print a text, after which the command ends.
#include "scheduler/submit/help.hpp"
#include "scheduler/submit/option_table.hpp"

namespace sluice::submit {
namespace {

// clang-format off
constexpr Option kOptions[] = {
    {.name = "help", .letter = 'h',
     .print = help_text,
     .help = "print this text",
     .manual = "Print all options with a line for each."},

    {.name = "usage",
     .print = usage_text,
     .help = "print a short summary",
     .manual = "Print a short summary of the options."},

    {.name = "version", .letter = 'V',
     .print = version_text,
     .help = "print the version",
     .manual = "Print the version of Slurm that this command is compatible with, and Sluice's own."},
};
// clang-format on

}  // namespace

std::span<const Option> help_options() { return kOptions; }

}  // namespace sluice::submit
