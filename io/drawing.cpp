// SPDX-License-Identifier: Apache-2.0
#include "io/drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "io/error.hpp"
#include "io/plot_frame.hpp"
#include "io/plots.hpp"

namespace sluice::io {
namespace {

constexpr int kSpaceBetween = 24;

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream{text};
    return {std::istream_iterator<std::string>{stream}, {}};
}

/// How a variable that does not say so is best drawn; empty if it cannot be.
std::string natural_plot(const VariableInfo& variable) {
    if (!variable.is_number || variable.is_scale) return "";
    if (variable.shape.size() >= 2) return "field";
    return variable.shape.size() == 1 && variable.shape.front() > 1 ? "curve" : "";
}

std::vector<std::string> chosen(const Reader& reader, const std::vector<VariableInfo>& variables,
                                const DrawingWish& wish) {
    if (!wish.variable.empty()) return {wish.variable};
    if (reader.has("plots")) return words_of(reader.text("plots"));
    for (const VariableInfo& variable : variables)
        if (!variable.attribute("plot").empty()) return {variable.name};
    for (const char* plot : {"field", "curve"})
        for (const VariableInfo& variable : variables)
            if (natural_plot(variable) == plot) return {variable.name};
    throw Error{fmt::format("there is nothing in {} that can be drawn", reader.path().string())};
}

Image draw_variable(const PlotSource& source, const std::string& name, const DrawingWish& wish) {
    const VariableInfo& variable = source.find(name);
    std::string plot = variable.attribute("plot");
    if (plot.empty()) plot = natural_plot(variable);
    if (plot == "field") return draw_field(source, variable, wish.record);
    if (plot == "curve") return draw_curve(source, variable);
    if (plot == "bars") return draw_bars(source, variable);
    if (plot == "pose") return draw_pose(source, variable, wish.record.value_or(0));
    throw Error{plot.empty() ? fmt::format("'{}' in {} cannot be drawn", name, source.reader.path().string())
                             : fmt::format("'{}' in {} asks for an unknown plot '{}'", name,
                                           source.reader.path().string(), plot)};
}

Image side_by_side(const std::vector<Image>& images) {
    int width = 0, height = 0;
    for (const Image& image : images) {
        width += image.width() + (width == 0 ? 0 : kSpaceBetween);
        height = std::max(height, image.height());
    }
    Image all{width, height, kPaper};
    int left = 0;
    for (const Image& image : images) {
        all.paste(image, left, 0);
        left += image.width() + kSpaceBetween;
    }
    return all;
}

}  // namespace

Image draw_file(const Reader& reader, const DrawingWish& wish) {
    const PlotSource source{reader, reader.variables()};
    try {
        std::vector<Image> images;
        for (const std::string& name : chosen(reader, source.variables, wish))
            images.push_back(draw_variable(source, name, wish));
        if (images.empty()) throw Error{fmt::format("'plots' in {} names no variable", reader.path().string())};
        return side_by_side(images);
    } catch (const std::invalid_argument& error) {
        throw Error{fmt::format("cannot draw {}: {}", reader.path().string(), error.what())};
    }
}

}  // namespace sluice::io
