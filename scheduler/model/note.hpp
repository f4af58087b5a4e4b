// SPDX-License-Identifier: Apache-2.0
//
// What a message says beyond Slurm's own words: each line "COMMAND: note: ...", after them. So a script that
// matches Slurm's words finds them alone on their line, and a person reads on.
#pragma once

#include <string>
#include <string_view>

namespace sluice {

inline constexpr std::string_view kNote = "note: ";

/// `detail` with `lead` and "note: " before each of its lines and a line's end after each; nothing for nothing.
std::string as_notes(std::string_view detail, std::string_view lead = {});

}  // namespace sluice
