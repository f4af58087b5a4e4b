// SPDX-License-Identifier: Apache-2.0
#include "io/file.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "io/attribute.hpp"
#include "io/collective.hpp"
#include "io/error.hpp"

namespace sluice::io {
namespace {

void describe(const Variable& variable, const Description& description, const std::filesystem::path& file) {
    const auto set = [&](const char* name, const std::string& text) {
        if (!text.empty()) write_attribute({variable.id(), file}, name, text);
    };
    set("units", description.units);
    set("long_name", description.long_name);
    set("standard_name", description.standard_name);
    set("axis", description.axis);
    set("positive", description.positive);
    for (const auto& [name, value] : description.more)
        std::visit([&](const auto& given) { write_attribute({variable.id(), file}, name, given); }, value);
}

/// All of them behind each other, zeros after the shorter ones. No text is of length 0, for HDF5's sake.
std::string padded_to_longest(const std::vector<std::string>& texts) {
    std::size_t width = 1;
    for (const std::string& text : texts) width = std::max(width, text.size());
    std::string padded;
    for (const std::string& text : texts) padded += text + std::string(width - text.size(), '\0');
    return padded;
}

std::vector<double> counted(std::size_t count) {
    std::vector<double> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0.0);
    return numbers;
}

}  // namespace

File::File(const std::filesystem::path& path, MPI_Comm comm, Compression compression)
    : file_{path, comm}, compression_{compression} {
    set("Conventions", "CF-1.8");
}

File File::create(const std::filesystem::path& path, MPI_Comm comm, Compression compression) {
    return File{path, comm, compression};
}

void File::set(const std::string& attribute, std::string_view text) {
    file_.on_root([&] { write_attribute({file_.id(), file_.target()}, attribute, text); });
}

void File::set(const std::string& attribute, double number) {
    file_.on_root([&] { write_attribute({file_.id(), file_.target()}, attribute, number); });
}

void File::set(const std::string& attribute, std::int64_t number) {
    file_.on_root([&] { write_attribute({file_.id(), file_.target()}, attribute, number); });
}

void File::add_axis(const Description& description, std::span<const double> coordinates) {
    Variable& scale = add_scale(description, {description.name, coordinates.size(), Growth::fixed}, description.name);
    scale.write(rank_in(file_.comm()) == 0 ? coordinates : std::span<const double>{});
}

Variable& File::add_record_axis(const Description& description) {
    return add_scale(description, {description.name, 0, Growth::by_records}, description.name);
}

/// What NetCDF calls a dimension without a variable, and knows by this label.
void File::add_bare_axis(const std::string& name, hsize_t length) {
    const std::vector<double> numbers = counted(length);
    add_scale({.name = name, .stored = Number::i32}, {name, length, Growth::fixed},
              fmt::format("This is a netCDF dimension but not a netCDF variable.{:10}", length))
        .write(rank_in(file_.comm()) == 0 ? std::span{numbers} : std::span<const double>{});
}

Variable& File::add_scale(const Description& description, Axis axis, const std::string& label) {
    const Block block =
        axis.growth == Growth::fixed ? Block::on_root({axis.length}, rank_in(file_.comm())) : Block{};
    Variable& scale =
        keep(create_array(axis.name, stored_type(description.stored), {axis}, block), description, axis.growth);
    file_.on_root([&] {
        checked(H5DSset_scale(scale.id(), label.c_str()), "make a dimension of", axis.name, file_.target());
    });
    axis.scale = scale.id();
    axes_.push_back(std::move(axis));
    return scale;
}

Variable& File::add_variable(const Description& description, const std::vector<std::string>& names,
                             const Block& block) {
    const std::vector<Axis> axes = find_axes(names);
    Variable& variable = keep(create_array(description.name, stored_type(description.stored), axes, block), description,
                              axes.front().growth);
    attach_axes(variable, description.name, axes);
    return variable;
}

void File::attach_axes(const Variable& variable, const std::string& name, const std::vector<Axis>& axes) {
    file_.on_root([&] {
        for (unsigned n = 0; n < axes.size(); ++n)
            checked(H5DSattach_scale(variable.id(), axes[n].scale, n), "attach a dimension to", name, file_.target());
    });
}

// As NetCDF has texts: an array of letters. Its library takes no fixed strings of more than one.
void File::add_text(const Description& description, const std::string& axis, const std::vector<std::string>& texts) {
    const Axis along = find_axes({axis}).front();
    if (texts.empty() || along.growth != Growth::fixed || along.length != texts.size()) {
        throw std::invalid_argument{fmt::format("'{}' takes one text for each of '{}'", description.name, axis)};
    }
    const std::string letters = description.name + "_letter", padded = padded_to_longest(texts);
    add_bare_axis(letters, padded.size() / texts.size());
    const std::vector<Axis> axes = find_axes({axis, letters});
    const Block block = Block::on_root({axes[0].length, axes[1].length}, rank_in(file_.comm()));
    ChunkedArray array = create_array(description.name, H5T_C_S1, axes, block);
    array.write(0, std::as_bytes(std::span{padded}).first(static_cast<std::size_t>(block.size())));
    attach_axes(keep(std::move(array), description, Growth::fixed), description.name, axes);
}

Variable& File::keep(ChunkedArray array, const Description& description, Growth growth) {
    Variable& variable = variables_.emplace_back(std::move(array), growth, description);
    file_.on_root([&] { describe(variable, description, file_.target()); });
    return variable;
}

std::vector<File::Axis> File::find_axes(const std::vector<std::string>& names) const {
    if (names.empty()) throw std::invalid_argument{"a variable needs at least one axis"};
    std::vector<Axis> found;
    for (const std::string& name : names) {
        const auto axis = std::ranges::find(axes_, name, &Axis::name);
        if (axis == axes_.end()) throw std::invalid_argument{fmt::format("there is no axis '{}'", name)};
        if (axis->growth == Growth::by_records && !found.empty()) {
            throw std::invalid_argument{fmt::format("the axis of records, '{}', must come first", name)};
        }
        found.push_back(*axis);
    }
    return found;
}

ChunkedArray File::create_array(const std::string& name, hid_t type, const std::vector<Axis>& axes,
                                const Block& block) {
    ArrayShape shape{.bytes_per_element = H5Tget_size(type), .compression = compression_};
    for (const Axis& axis : axes) {
        if (axis.growth == Growth::fixed) shape.extents.push_back(axis.length);
        else shape.has_records = true;
    }
    if (!fits(block, shape.extents))
        throw std::invalid_argument{fmt::format("the block of '{}' does not fit its axes", name)};
    return {file_, name, type, std::move(shape), block};
}

void File::close() {
    for (Variable& variable : variables_) variable.finish();
    variables_.clear();
    file_.close();
}

}  // namespace sluice::io
