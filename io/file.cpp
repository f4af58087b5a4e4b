// SPDX-License-Identifier: Apache-2.0
#include "io/file.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <stdexcept>

#include "io/attribute.hpp"
#include "io/collective.hpp"
#include "io/error.hpp"
#include "io/transfer.hpp"

namespace sluice::io {
namespace {

constexpr hsize_t kRecordsPerChunk = 256;  // of an array with one number per record

/// Of an array that ranks write in blocks no larger than `largest_block`; no block means single numbers.
Extents chunk_of(const Extents& largest_block, Growth growth) {
    Extents chunk = chunk_shape(largest_block);
    if (growth == Growth::by_records) chunk.insert(chunk.begin(), largest_block.empty() ? kRecordsPerChunk : 1);
    return chunk;
}

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

/// The part of the array, records included, that this rank writes at a time.
Block with_records(const Block& block, Growth growth, int rank) {
    if (growth == Growth::fixed) return block;
    Block all = block;
    const bool writes = !block.count.empty() || rank == 0;
    all.start.insert(all.start.begin(), 0);
    all.count.insert(all.count.begin(), writes ? 1 : 0);
    return all;
}

}  // namespace

File::File(const std::filesystem::path& path, MPI_Comm comm, Compression compression)
    : file_{path, comm}, compression_{compression} {
    set("Conventions", "CF-1.8");
}

File File::create(const std::filesystem::path& path, MPI_Comm comm, Compression compression) {
    return File{path, comm, compression};
}

File::~File() {
    if (!file_.is_open()) return;
    for (Variable& variable : variables_) variable.abandon();  // see StagedFile
}

void File::set(const std::string& attribute, std::string_view text) {
    write_attribute({file_.id(), file_.target()}, attribute, text);
}

void File::set(const std::string& attribute, double number) {
    write_attribute({file_.id(), file_.target()}, attribute, number);
}

void File::set(const std::string& attribute, std::int64_t number) {
    write_attribute({file_.id(), file_.target()}, attribute, number);
}

void File::add_axis(const Description& description, std::span<const double> coordinates) {
    Variable& scale = add_scale(description, {description.name, coordinates.size(), Growth::fixed});
    scale.write(rank_in(file_.comm()) == 0 ? coordinates : std::span<const double>{});
}

Variable& File::add_record_axis(const Description& description) {
    return add_scale(description, {description.name, 0, Growth::by_records});
}

Variable& File::add_scale(const Description& description, Axis axis) {
    const Block block =
        axis.growth == Growth::fixed ? Block::on_root({axis.length}, rank_in(file_.comm())) : Block{};
    Variable& scale = keep(create_dataset(axis.name, stored_type(description.stored), {axis}, block), description, axis.growth, block);
    checked(H5DSset_scale(scale.id(), axis.name.c_str()), "make a dimension of", axis.name, file_.target());
    axis.scale = scale.id();
    axes_.push_back(std::move(axis));
    return scale;
}

Variable& File::add_variable(const Description& description, const std::vector<std::string>& names,
                             const Block& block) {
    const std::vector<Axis> axes = find_axes(names);
    Variable& variable =
        keep(create_dataset(description.name, stored_type(description.stored), axes, block), description, axes.front().growth, block);
    attach_axes(variable.id(), description.name, axes);
    return variable;
}

void File::attach_axes(hid_t dataset, const std::string& name, const std::vector<Axis>& axes) {
    for (unsigned n = 0; n < axes.size(); ++n)
        checked(H5DSattach_scale(dataset, axes[n].scale, n), "attach a dimension to", name, file_.target());
}

void File::add_text(const Description& description, const std::string& axis, const std::vector<std::string>& texts) {
    const std::vector<Axis> axes = find_axes({axis});
    if (axes.front().growth != Growth::fixed || axes.front().length != texts.size()) {
        throw std::invalid_argument{fmt::format("'{}' takes one text for each of '{}'", description.name, axis)};
    }
    std::size_t width = 1;
    for (const std::string& text : texts) width = std::max(width, text.size());
    std::string padded;
    for (const std::string& text : texts) padded += text + std::string(width - text.size(), '\0');

    const TypeHandle type{H5Tcopy(H5T_C_S1)};
    H5Tset_size(type.id(), width);
    const Block block = Block::on_root({texts.size()}, rank_in(file_.comm()));
    Variable& variable =
        keep(create_dataset(description.name, type.id(), axes, block), description, Growth::fixed, block);
    attach_axes(variable.id(), description.name, axes);
    write_block({variable.id(), description.name, file_.target()}, block, type.id(), padded.data());
}

Variable& File::keep(DatasetHandle dataset, const Description& description, Growth growth,
                     const Block& block) {
    Block part = with_records(block, growth, rank_in(file_.comm()));
    Variable& variable =
        variables_.emplace_back(std::move(dataset), std::move(part), growth, description, file_.target());
    describe(variable, description, file_.target());
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

DatasetHandle File::create_dataset(const std::string& name, hid_t type, const std::vector<Axis>& axes,
                                   const Block& block) {
    Extents extents, limits, fixed;
    for (const Axis& axis : axes) {
        extents.push_back(axis.length);
        limits.push_back(axis.growth == Growth::fixed ? axis.length : H5S_UNLIMITED);
        if (axis.growth == Growth::fixed) fixed.push_back(axis.length);
    }
    if (!fits(block, fixed))
        throw std::invalid_argument{fmt::format("the block of '{}' does not fit its axes", name)};

    const Growth growth = fixed.size() < axes.size() ? Growth::by_records : Growth::fixed;
    const PropertyHandle creation = chunked(chunk_of(largest_of(file_.comm(), block.count), growth), compression_);
    const auto rank = static_cast<int>(extents.size());
    const SpaceHandle space{H5Screate_simple(rank, extents.data(), limits.data())};
    return DatasetHandle{checked(H5Dcreate2(file_.id(), name.c_str(), type, space.id(), H5P_DEFAULT,
                                            creation.id(), H5P_DEFAULT),
                                 "create", name, file_.target())};
}

void File::close() {
    variables_.clear();
    file_.close();
}

}  // namespace sluice::io
