// SPDX-License-Identifier: Apache-2.0
#include "io/plots.hpp"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

#include "io/curve_picture.hpp"
#include "io/error.hpp"
#include "io/field_picture.hpp"
#include "io/pose_picture.hpp"
#include "io/table_picture.hpp"

namespace sluice::io {
namespace {

constexpr double kHalfBandIn95Percent = 1.959964;  // standard errors

[[noreturn]] void misfit(const PlotSource& source, const VariableInfo& variable, std::string_view what) {
    throw Error{fmt::format("cannot draw '{}' in {}: {}", variable.name, source.reader.path().string(), what)};
}

/// From edge to edge, coordinates being at the middles of cells; long distances in kilometres, degrees named.
PictureAxis field_axis(const PlotSource& source, const VariableInfo& variable, std::size_t dimension) {
    const std::vector<double> middles = source.coordinates(variable, dimension);
    const double half = middles.size() > 1 ? 0.5 * (middles[1] - middles[0]) : 0.5;
    PictureAxis axis{source.axis_label(variable, dimension), middles.front() - half, middles.back() + half};
    const std::string& name = variable.dimensions[dimension];
    if (axis.label.find("(degree") != std::string::npos)
        axis.label = axis.label.find("north") != std::string::npos ? "latitude (degrees)" : "longitude (degrees)";
    if (axis.label == name + " (m)" && std::abs(axis.high - axis.low) >= 5e3)
        axis = {name + " (km)", 1e-3 * axis.low, 1e-3 * axis.high};
    return axis;
}

/// ", time = 600 s" of the record that is drawn; empty if there is but one plane.
std::string moment_of(const PlotSource& source, const VariableInfo& variable, std::size_t record) {
    if (variable.shape.size() != 3) return "";
    const std::string& name = variable.dimensions[0];
    if (name.empty()) return fmt::format(", record {}", record);
    std::string unit = source.find(name).attribute("units");
    if (unit.starts_with("seconds since")) unit = "s";
    if (unit.starts_with("days since")) unit = "days";
    return fmt::format(", {} = {:.6g} {}", name, source.coordinates(variable, 0).at(record), unit);
}

/// In words if it has such.
std::string name_of(const VariableInfo& variable) {
    const std::string long_name = variable.attribute("long_name");
    return long_name.empty() ? variable.name : long_name;
}

std::string curve_axis_label(const PlotSource& source, const VariableInfo& variable) {
    const std::string& name = variable.dimensions[0];
    const bool has_words = !name.empty() && !source.find(name).attribute("long_name").empty();
    return has_words ? source.label(source.find(name)) : source.axis_label(variable, 0);
}

std::vector<std::string> cells_of(const PlotSource& source, const VariableInfo& variable) {
    if (variable.is_text) return source.reader.texts(variable.name);
    std::vector<std::string> cells;
    for (const double value : source.reader.values(variable.name)) cells.push_back(fmt::format("{:.4g}", value));
    return cells;
}

std::vector<std::array<double, 3>> points_of(const PlotSource& source, const VariableInfo& variable, std::size_t pose) {
    const Extents& shape = variable.shape;
    if (shape.size() < 2 || shape.size() > 3 || shape.back() != 3) misfit(source, variable, "it is not [atom, 3]");
    const std::vector<double> values = shape.size() == 3 ? source.reader.record(variable.name, pose)
                                                         : source.reader.values(variable.name);
    std::vector<std::array<double, 3>> points;
    for (std::size_t n = 0; n + 2 < values.size(); n += 3)
        points.push_back({values[n], values[n + 1], values[n + 2]});
    return points;
}

Molecule molecule_of(const PlotSource& source, const VariableInfo& variable, std::size_t pose) {
    Molecule molecule{points_of(source, variable, pose)};
    if (const VariableInfo* bonds = source.named_by(variable, "plot_bonds")) {
        if (bonds->shape.size() != 2 || bonds->shape.back() != 2) misfit(source, *bonds, "it is not [bond, 2]");
        const std::vector<double> ends = source.reader.values(bonds->name);
        for (std::size_t n = 0; n + 1 < ends.size(); n += 2)
            molecule.bonds.emplace_back(static_cast<std::size_t>(ends[n]), static_cast<std::size_t>(ends[n + 1]));
    }
    if (const VariableInfo* elements = source.named_by(variable, "plot_elements"))
        molecule.elements = source.reader.texts(elements->name);
    return molecule;
}

}  // namespace

Image draw_field(const PlotSource& source, const VariableInfo& variable, std::optional<std::size_t> record) {
    const std::size_t dimensions = variable.shape.size();
    if (dimensions < 2 || variable.shape[0] == 0) misfit(source, variable, "it has no plane");
    const std::size_t y = dimensions - 2, x = dimensions - 1;
    Block plane = Block::whole(variable.shape);
    for (std::size_t n = 0; n < y; ++n) {
        plane.start[n] = n == 0 && record ? *record : variable.shape[n] - 1;
        plane.count[n] = 1;
    }
    if (!fits(plane, variable.shape)) misfit(source, variable, fmt::format("it has no record {}", *record));
    const std::vector<double> values = source.reader.part(variable.name, plane);
    return draw(FieldPicture{.title = source.title() + moment_of(source, variable, plane.start[0]),
                             .quantity = source.label(variable),
                             .x = field_axis(source, variable, x),
                             .y = field_axis(source, variable, y),
                             .nx = static_cast<int>(variable.shape[x]),
                             .ny = static_cast<int>(variable.shape[y]),
                             .values = values});
}

Image draw_curve(const PlotSource& source, const VariableInfo& variable) {
    if (variable.shape.size() != 1) misfit(source, variable, "a curve has one dimension");
    CurvePicture picture{.title = source.title(),
                         .x_label = curve_axis_label(source, variable),
                         .y_label = source.label(variable),
                         .x = source.coordinates(variable, 0),
                         .curves = {{name_of(variable), source.reader.values(variable.name), {}}}};
    if (variable.attribute("plot_x_scale") == "log") picture.x_scale = AxisScale::logarithmic;
    if (const VariableInfo* error = source.named_by(variable, "plot_error")) {
        picture.curves.front().half_band = source.reader.values(error->name);
        for (double& half : picture.curves.front().half_band) half *= kHalfBandIn95Percent;
        picture.band = "95 % confidence";
    }
    if (!variable.attribute("plot_reference").empty())
        picture.reference = source.reader.number(variable.name, "plot_reference");
    return draw(picture);
}

Image draw_bars(const PlotSource& source, const VariableInfo& variable) {
    if (variable.shape.size() != 1) misfit(source, variable, "bars have one dimension");
    TablePicture picture{.title = source.title(),
                         .quantity = source.label(variable),
                         .labels = {},
                         .values = source.reader.values(variable.name)};
    if (const VariableInfo* labels = source.named_by(variable, "plot_labels")) picture.labels = cells_of(source, *labels);
    else
        for (const double number : source.coordinates(variable, 0)) picture.labels.push_back(fmt::format("{:g}", number));
    std::istringstream columns{variable.attribute("plot_columns")};
    for (std::string name; columns >> name;) {
        const VariableInfo& column = source.find(name);
        picture.columns.push_back({source.label(column), cells_of(source, column)});
    }
    return draw(picture);
}

Image draw_pose(const PlotSource& source, const VariableInfo& variable, std::size_t pose) {
    PosePicture picture{.title = name_of(variable), .molecule = molecule_of(source, variable, pose)};
    if (const VariableInfo* context = source.named_by(variable, "plot_context"))
        picture.context = molecule_of(source, *context, 0);
    return draw(picture);
}

}  // namespace sluice::io
