// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/stop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scheduler/model/note.hpp"

namespace sluice::submit {
namespace {

const char* what_failed(Command command) {
    switch (command) {
        case Command::sbatch: return "Batch job submission failed";
        case Command::srun: return "Unable to allocate resources";
        case Command::salloc: return "Job submit/allocate failed";
    }
    return "";
}

/// Lines that Slurm, too, says ahead of its verdict.
bool goes_first(std::string_view line) {
    constexpr std::array<std::string_view, 3> kSlurms{"invalid partition specified: ", "Memory specification can not be satisfied",
                                                      "CPU count per node can not be satisfied"};
    return std::ranges::any_of(kSlurms, [&](std::string_view own) { return line.starts_with(own); });
}

}  // namespace

std::string refusal_text(Command command, const Error& error) {
    // Slurm's sbatch finds this by itself, and so says nothing of a submission
    const bool unsent = command == Command::sbatch && error.code == Errc::invalid_gres;
    const bool gave_up = command == Command::salloc && error.code == Errc::step_resources;  // it was submitted, and waited
    const auto* what = what_failed(gave_up ? Command::srun : command);
    const auto first = error.detail.substr(0, error.detail.find('\n'));
    const auto verdict = unsent ? fmt::format("{}\n", slurm_text(error.code)) : fmt::format("{}: {}\n", what, slurm_text(error.code));
    if (!goes_first(first)) return verdict + as_notes(error.detail);
    const auto rest = std::string_view{error.detail}.substr(std::min(error.detail.size(), first.size() + 1));
    return first + "\n" + verdict + as_notes(rest);
}

Stop refused(Command command, const Error& error) { return {refusal_text(command, error), kRequestError}; }

std::string prefixed(Command command, std::string_view severity, std::string_view text) {
    std::string lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        lines += fmt::format("{}: {}{}\n", to_string(command), line.starts_with(kNote) ? "" : severity, line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

Exit to_exit(Command command, const Stop& stop) {
    Exit exit{stop.code, stop.out, ""};
    if (!stop.before.empty()) exit.err = stop.before + "\n";
    exit.err += prefixed(command, stop.fatal ? "fatal: " : "error: ", stop.text);
    return exit;
}

}  // namespace sluice::submit
