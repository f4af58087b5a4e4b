// SPDX-License-Identifier: Apache-2.0
//
// Why the reading of options ends: mostly a value that is refused, in the words and with the exit code that
// Slurm has for it.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "scheduler/model/error.hpp"
#include "scheduler/submit/command.hpp"
#include "scheduler/submit/exit.hpp"

namespace sluice::submit {

inline constexpr int kUsageError = 255;  // Slurm's for most bad options and values
inline constexpr int kRequestError = 1;  // and for the rest

struct Stop {
    std::string text;  // follows "sbatch: error: "; each of its lines is printed so
    int code = kUsageError;
    bool fatal = false;       // Slurm says "fatal" in place of "error"
    std::string before = {};  // a line printed ahead of it as it is
    std::string out = {};     // for stdout
};

/// What an option's value did: nothing wrong, or the end.
using Applied = tl::expected<void, Stop>;

inline tl::unexpected<Stop> stop(std::string text, int code = kUsageError) {
    return tl::unexpected{Stop{std::move(text), code}};
}

/// The same words in which the controller's refusal would be shown.
Stop refused(Command command, const Error& error);
/// "Batch job submission failed: " or "Unable to allocate resources: " and Slurm's words; then the detail, as notes.
std::string refusal_text(Command command, const Error& error);

/// `sbatch: error: ` before each line; `sbatch: ` before a note.
std::string prefixed(Command command, std::string_view severity, std::string_view text);
[[nodiscard]] Exit to_exit(Command command, const Stop& stop);

}  // namespace sluice::submit
