// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/rank_programs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace sluice::step {
namespace {

std::string filled_in(const std::string& argument, std::uint32_t rank, std::size_t offset) {
    std::string text;
    for (std::size_t i = 0; i < argument.size(); ++i) {
        const char next = argument[i] == '%' && i + 1 < argument.size() ? argument[i + 1] : '\0';
        if (next == 't') text += std::to_string(rank);
        else if (next == 'o') text += std::to_string(offset);
        else {
            text += argument[i];
            continue;
        }
        ++i;
    }
    return text;
}

}  // namespace

Result<std::vector<std::string>> arguments_for(const StepSpec& spec, std::uint32_t rank) {
    if (spec.programs.empty()) return spec.arguments;
    const auto names = [&](const RankProgram& line) { return std::ranges::find(line.ranks, rank) != line.ranks.end(); };
    auto line = std::ranges::find_if(spec.programs, names);
    std::size_t offset = rank;
    if (line != spec.programs.end()) {
        offset = static_cast<std::size_t>(std::ranges::find(line->ranks, rank) - line->ranks.begin());
    } else {
        line = std::ranges::find_if(spec.programs, [](const RankProgram& p) { return p.ranks.empty(); });
    }
    if (line == spec.programs.end()) {
        return fail(Errc::io_error, fmt::format("the --multi-prog file has no program for task {}", rank));
    }
    std::vector<std::string> arguments{line->arguments.front()};
    for (const auto& argument : line->arguments | std::views::drop(1)) arguments.push_back(filled_in(argument, rank, offset));
    return arguments;
}

}  // namespace sluice::step
