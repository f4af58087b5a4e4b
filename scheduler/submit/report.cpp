// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/stop.hpp"

namespace sluice::submit {
namespace {

std::string shown(const Option& option, const Request& request, const Given& given) {
    if (option.normal != nullptr) return option.normal(request);
    if (!given.text.empty() && option.takes != Takes::nothing) return given.text;
    return option.takes == Takes::value ? "" : "set";
}

}  // namespace

std::string report(Command command, const Request& request) {
    const auto options = options_of(command);
    constexpr std::string_view kRule = "-------------------- --------------------\n";
    auto text = fmt::format("defined options\n{}", kRule);
    for (const auto& [name, given] : request.given) {
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
