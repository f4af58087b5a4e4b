// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "io/error.hpp"
#include "io/plots.hpp"

namespace sluice::io {
namespace {

std::string with_unit(const std::string& name, const std::string& unit) {
    return unit.empty() || unit == "1" ? name : fmt::format("{} ({})", name, unit);
}

}  // namespace

const VariableInfo& PlotSource::find(const std::string& name) const {
    const auto found = std::ranges::find(variables, name, &VariableInfo::name);
    if (found == variables.end())
        throw Error{fmt::format("there is no variable '{}' in {}", name, reader.path().string())};
    return *found;
}

const VariableInfo* PlotSource::named_by(const VariableInfo& variable, const std::string& attribute) const {
    const std::string name = variable.attribute(attribute);
    return name.empty() ? nullptr : &find(name);
}

std::vector<double> PlotSource::coordinates(const VariableInfo& variable, std::size_t dimension) const {
    const std::string& name = variable.dimensions[dimension];
    const auto scale = std::ranges::find(variables, name, &VariableInfo::name);
    if (!name.empty() && scale != variables.end() && scale->is_number && scale->shape.size() == 1)
        return reader.values(name);
    std::vector<double> numbers(variable.shape[dimension]);
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

std::string PlotSource::label(const VariableInfo& variable) const {
    const std::string long_name = variable.attribute("long_name");
    return with_unit(long_name.empty() ? variable.name : long_name, variable.attribute("units"));
}

std::string PlotSource::axis_label(const VariableInfo& variable, std::size_t dimension) const {
    const std::string& name = variable.dimensions[dimension];
    const auto scale = std::ranges::find(variables, name, &VariableInfo::name);
    if (name.empty() || scale == variables.end()) return fmt::format("index {}", dimension);
    return with_unit(name, scale->attribute("units"));
}

std::string PlotSource::title() const {
    return reader.has("title") ? reader.text("title") : reader.path().filename().string();
}

}  // namespace sluice::io
