// SPDX-License-Identifier: Apache-2.0
//
// Batch scripts: whether a text is one, and the options in its #SBATCH lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/submit/invocation.hpp"
#include "scheduler/submit/stop.hpp"

namespace sluice::submit {

/// Refuses a text that is empty, has no `#!` at its start, or was written with DOS line ends.
Applied check_script(std::string_view script);

/// Whether `#PBS` lines are options too, see pbs.hpp.
enum class PbsLines : std::uint8_t { read, ignored };

/// The option lines from the start of the script to its first command: all that follows `#SBATCH` in a line
/// that begins with it. Quotes hold words together, a backslash makes the next character plain, and `#`
/// begins a comment. `name` is for the message about a quote that is not closed.
/// `#SBATCH --ignore-pbs` has PBS lines ignored as well.
tl::expected<std::vector<Directive>, Stop> read_directives(std::string_view script, std::string_view name,
                                                           PbsLines pbs = PbsLines::read);

/// The script that runs a command line given with --wrap.
std::string wrap_script(std::string_view command);

}  // namespace sluice::submit
