// SPDX-License-Identifier: Apache-2.0
// The kinds of plots, each from a variable and what its attributes name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/contents.hpp"
#include "io/image.hpp"
#include "io/reader.hpp"

namespace sluice::io {

/// A file and what is in it. Borrows the reader.
struct PlotSource {
    const Reader& reader;
    std::vector<VariableInfo> variables;

    /// Throws Error if there is none of that name.
    const VariableInfo& find(const std::string& name) const;

    /// The variable that the attribute names, or nothing.
    const VariableInfo* named_by(const VariableInfo& variable, const std::string& attribute) const;

    /// The coordinates of a dimension; 0, 1, ... if there are none.
    std::vector<double> coordinates(const VariableInfo& variable, std::size_t dimension) const;

    /// "name" or long name, with the unit: "price of the option (USD)".
    std::string label(const VariableInfo& variable) const;
    std::string axis_label(const VariableInfo& variable, std::size_t dimension) const;

    std::string title() const;
};

Image draw_field(const PlotSource& source, const VariableInfo& variable, std::optional<std::size_t> record);
Image draw_curve(const PlotSource& source, const VariableInfo& variable);
Image draw_bars(const PlotSource& source, const VariableInfo& variable);
Image draw_pose(const PlotSource& source, const VariableInfo& variable, std::size_t pose);

}  // namespace sluice::io
