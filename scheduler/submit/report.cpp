// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/settle.hpp"
#include "scheduler/submit/stop.hpp"

namespace sluice::submit {
namespace {

std::string shown(const Option& option, const Request& request, const Given& given) {
    if (option.normal != nullptr) return option.normal(request);
    if (!given.text.empty() && option.takes != Takes::nothing) return given.text;
    return option.takes == Takes::value ? "" : "set";
}

/// Slurm lists the number of tasks, too, when it follows from nodes and tasks on each.
std::string implied_tasks(const Request& request) {
    const auto& job = request.job;
    if (was_given(request, "ntasks") || !job.min_nodes || job.min_nodes != job.max_nodes || !job.tasks_per_node) return "";
    return fmt::format("{:<20}: {}\n", "ntasks", *job.min_nodes * *job.tasks_per_node);
}

}  // namespace

std::string report(Command command, const Request& request) {
    const auto options = options_of(command);
    constexpr std::string_view kRule = "-------------------- --------------------\n";
    auto text = fmt::format("defined options\n{}", kRule);
    for (const auto& [name, given] : request.given) {
        if (name == "ntasks-per-node") text += implied_tasks(request);
        const auto option = std::ranges::find(options, name, [](const Option* each) { return each->name; });
        if (option == options.end()) continue;
        text += fmt::format("{:<20}: {}\n", name, shown(**option, request, given));
    }
    return prefixed(command, "", text + std::string{kRule} + "end of defined options");
}

std::string warnings_text(Command command, const Request& request) {
    std::string text;
    for (const auto& warning : request.warnings) text += prefixed(command, "", warning);
    return text;
}

}  // namespace sluice::submit
