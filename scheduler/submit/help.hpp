// SPDX-License-Identifier: Apache-2.0
//
// What --help, --usage and --version print, made from the option table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scheduler/submit/option.hpp"

namespace sluice::submit {

/// The version of Slurm whose behaviour is followed; clients decide by it what they may ask for.
inline constexpr std::string_view kSlurmVersion = "22.05.8";
inline constexpr std::string_view kSluiceVersion = "0.1.0";

std::string help_text(Command command);
std::string usage_text(Command command);
/// `slurm 22.05.8 (Sluice 0.1.0)`
std::string version_text(Command command);

/// `script [args...]`: what follows the options.
std::string_view operands_of(Command command);

/// For shell completion: `--name` for all options of the command, then `-x` for those with a letter.
std::vector<std::string> completion_words(Command command);

}  // namespace sluice::submit
