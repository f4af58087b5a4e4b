// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/stop.hpp"

#include <fmt/format.h>

namespace sluice::submit {

std::string refusal_text(Command command, const Error& error) {
    const auto* what =
        command == Command::sbatch ? "Batch job submission failed" : "Unable to allocate resources";
    auto text = fmt::format("{}: {}", what, slurm_text(error.code));
    return error.detail.empty() ? text : error.detail + "\n" + text;
}

Stop refused(Command command, const Error& error) { return {refusal_text(command, error), kRequestError}; }

std::string prefixed(Command command, std::string_view severity, std::string_view text) {
    std::string lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines += fmt::format("{}: {}{}\n", to_string(command), severity, text.substr(0, end));
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
