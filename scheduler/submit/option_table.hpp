// SPDX-License-Identifier: Apache-2.0
//
// The one table of options. To add an option, add a row to the part it belongs to; to support one that was
// only known before, take its name out of unsupported.cpp as well.
#pragma once

#include <span>
#include <vector>

#include "scheduler/submit/option.hpp"

namespace sluice::submit {

/// The parts of the table.
std::span<const Option> job_options();
std::span<const Option> resource_options();
std::span<const Option> gpu_options();
std::span<const Option> node_options();
std::span<const Option> file_options();
std::span<const Option> step_options();
std::span<const Option> submission_options();
std::span<const Option> neutral_options();
std::span<const Option> help_options();

/// What Slurm's commands accept and Sluice's do not yet: rows without `apply`.
std::span<const Option> unsupported_options();

/// The parts under the headings of --help and of the manual, in their order.
struct Part {
    std::string_view title;
    std::span<const Option> options;
};
std::vector<Part> option_parts();

/// The supported options of a command, in the order of --help.
std::vector<const Option*> options_of(Command command);

}  // namespace sluice::submit
