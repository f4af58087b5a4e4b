// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/results_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <cstdint>

#include "io/drawing.hpp"
#include "io/error.hpp"
#include "io/integrity.hpp"
#include "scheduler/commands/results_options.hpp"

namespace sluice::commands {
namespace {

struct Examined {
    io::VariableInfo variable;
    io::Findings findings;
};

/// Attributes of the file, names in one column.
void print_origin(const io::Reader& reader) {
    const auto attributes = reader.attributes();
    std::size_t width = 0;
    for (const auto& [name, text] : attributes) width = std::max(width, name.size());
    for (const auto& [name, text] : attributes) fmt::print("{:<{}}  {}\n", name, width, text);
    if (!attributes.empty()) fmt::print("\n");
}

void print_dimensions(const std::vector<Examined>& all) {
    std::vector<std::string> words;
    for (const auto& [variable, findings] : all) {
        if (variable.is_scale && !variable.shape.empty())
            words.push_back(fmt::format("{} = {}", variable.name, variable.shape.front()));
    }
    if (!words.empty()) fmt::print("dimensions: {}\n\n", fmt::join(words, ", "));
}

/// "theta[time 11, z 50, x 100]"
std::string signature(const io::VariableInfo& variable) {
    std::vector<std::string> sides;
    for (std::size_t n = 0; n < variable.shape.size(); ++n) {
        const auto& name = variable.dimensions[n];
        sides.push_back(fmt::format("{}{}{}", name, name.empty() ? "" : " ", variable.shape[n]));
    }
    return sides.empty() ? variable.name : fmt::format("{}[{}]", variable.name, fmt::join(sides, ", "));
}

std::string range_text(const io::VariableInfo& variable, const io::Findings& findings) {
    if (!variable.is_number || findings.smallest > findings.largest) return "";
    const auto unit = variable.attribute("units");
    auto text = findings.smallest == findings.largest
                    ? fmt::format("{:.7g}", findings.smallest)
                    : fmt::format("{:.7g} to {:.7g}", findings.smallest, findings.largest);
    if (!unit.empty() && unit != "1") text += ' ' + unit;
    if (findings.not_finite > 0) text += fmt::format(", {} not finite", findings.not_finite);
    return text;
}

/// What a reader should know of how it is stored.
std::string storage_text(const io::VariableInfo& variable) {
    std::string text = variable.type;
    if (variable.is_compressed) text += ", compressed";
    if (!variable.is_checked) text += ", no checksum";
    return text;
}

void print_variables(const std::vector<Examined>& all) {
    std::size_t names = 0, ranges = 0;
    for (const auto& [variable, findings] : all) {
        names = std::max(names, signature(variable).size());
        ranges = std::max(ranges, range_text(variable, findings).size());
    }
    for (const auto& [variable, findings] : all) {
        const auto long_name = variable.attribute("long_name");
        fmt::print("{:<{}}  {:<{}}  {}{}{}\n", signature(variable), names, range_text(variable, findings), ranges,
                   storage_text(variable), long_name.empty() ? "" : "; ", long_name);
    }
}

/// Returns the number of chunks that are damaged.
std::size_t report_damage(const std::vector<Examined>& all) {
    std::size_t damaged = 0;
    for (const auto& [variable, findings] : all) {
        for (const auto& damage : findings.damages) {
            fmt::print(stderr, "sluice results: error: variable '{}' is damaged, {}: {}\n", variable.name, damage.place,
                       damage.why);
            ++damaged;
        }
    }
    return damaged;
}

void print_verdict(const std::vector<Examined>& all, std::size_t damaged) {
    std::uint64_t chunks = 0;
    std::size_t unchecked = 0;
    for (const auto& [variable, findings] : all) {
        chunks += findings.chunks;
        if (!variable.is_checked) ++unchecked;
    }
    fmt::print("\n{} variables, {} chunks read: ", all.size(), chunks);
    if (damaged > 0) return fmt::print("{} damaged\n", damaged);
    if (unchecked == 0) return fmt::print("every checksum fits\n");
    fmt::print("no damage found, {} of the variables have no checksums\n", unchecked);
}

int run(const ResultsOptions& options) {
    const io::Reader reader{options.file};
    std::vector<Examined> all;
    for (const auto& variable : reader.variables()) all.push_back({variable, io::examine(reader, variable)});
    if (!options.quiet) {
        print_origin(reader);
        print_dimensions(all);
        print_variables(all);
    }
    const auto damaged = report_damage(all);
    if (!options.quiet) print_verdict(all, damaged);
    if (damaged > 0) return EXIT_FAILURE;
    if (options.picture.empty()) return EXIT_SUCCESS;
    io::DrawingWish wish{.variable = options.variable};
    if (options.record) wish.record = *options.record - 1;
    io::write_png(io::draw_file(reader, wish), options.picture);
    return EXIT_SUCCESS;
}

}  // namespace

int results_main(int argc, char** argv) {
    const auto options = read_results_options(argc, argv);
    if (!options) return options.error();
    try {
        return run(*options);
    } catch (const io::Error& error) {
        fmt::print(stderr, "sluice results: error: {}\n", error.what());
        return EXIT_FAILURE;
    }
}

}  // namespace sluice::commands
