// SPDX-License-Identifier: Apache-2.0
#include "io/file.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <stdexcept>

#include "io/attribute.hpp"
#include "io/collective.hpp"
#include "io/error.hpp"
#include "io/staging.hpp"

namespace sluice::io {
namespace {

constexpr hsize_t kRecordsPerChunk = 256;  // of an array with one number per record

// NetCDF lists things in the order of their creation.
constexpr unsigned kInOrder = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

FileHandle create_file(const std::filesystem::path& path, MPI_Comm comm) {
    const PropertyHandle access{H5Pcreate(H5P_FILE_ACCESS)};
    H5Pset_fapl_mpio(access.id(), comm, MPI_INFO_NULL);
    H5Pset_all_coll_metadata_ops(access.id(), true);
    H5Pset_coll_metadata_write(access.id(), true);
    H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_LATEST);
    const PropertyHandle creation{H5Pcreate(H5P_FILE_CREATE)};
    H5Pset_link_creation_order(creation.id(), kInOrder);
    H5Pset_attr_creation_order(creation.id(), kInOrder);
    return FileHandle{
        checked(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), "create", "", path)};
}

PropertyHandle fixed_in_size() {
    PropertyHandle creation{H5Pcreate(H5P_DATASET_CREATE)};
    H5Pset_attr_creation_order(creation.id(), kInOrder);
    return creation;
}

/// Of an array that gets records of which a rank holds `largest_block` at most; no block means single
/// numbers.
PropertyHandle growing(const Extents& largest_block) {
    Extents chunk = chunk_shape(largest_block);
    chunk.insert(chunk.begin(), largest_block.empty() ? kRecordsPerChunk : 1);
    PropertyHandle creation = fixed_in_size();
    H5Pset_chunk(creation.id(), static_cast<int>(chunk.size()), chunk.data());
    return creation;
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

bool fits(const Block& block, const Extents& extents) {
    if (block.start.size() != extents.size() || block.count.size() != extents.size()) return false;
    for (std::size_t n = 0; n < extents.size(); ++n) {
        if (block.start[n] + block.count[n] > extents[n]) return false;
    }
    return true;
}

}  // namespace

File File::create(const std::filesystem::path& path, MPI_Comm comm) {
    H5dont_atexit();  // an abandoned file must not be closed, which is collective, when this process exits
    silence_hdf5();
    const std::filesystem::path staged = from_root(comm, staging_path(path).string());
    on_root(comm, [&] { create_empty(staged); });  // HDF5 would say less clearly why it cannot
    return File{path, staged, comm};
}

File::File(std::filesystem::path target, std::filesystem::path staged, MPI_Comm comm)
    : target_{std::move(target)}, staged_{std::move(staged)}, comm_{comm}, file_{create_file(staged_, comm)} {
    set("Conventions", "CF-1.8");
}

File::~File() {
    if (file_.id() < 0) return;
    for (Variable& variable : variables_) variable.abandon();
    file_.release();
    std::error_code ignored;
    if (rank_in(comm_) == 0) std::filesystem::remove(staged_, ignored);
}

void File::set(const std::string& attribute, std::string_view text) {
    write_attribute({file_.id(), target_}, attribute, text);
}

void File::set(const std::string& attribute, double number) {
    write_attribute({file_.id(), target_}, attribute, number);
}

void File::set(const std::string& attribute, std::int64_t number) {
    write_attribute({file_.id(), target_}, attribute, number);
}

void File::add_axis(const Description& description, std::span<const double> coordinates) {
    Variable& scale = add_scale(description, {description.name, coordinates.size(), Growth::fixed});
    scale.write(rank_in(comm_) == 0 ? coordinates : std::span<const double>{});
}

Variable& File::add_record_axis(const Description& description) {
    return add_scale(description, {description.name, 0, Growth::by_records});
}

Variable& File::add_scale(const Description& description, Axis axis) {
    const Block block =
        axis.growth == Growth::fixed ? Block::on_root({axis.length}, rank_in(comm_)) : Block{};
    Variable& scale = keep(create_dataset(axis.name, {axis}, block), description, axis.growth, block);
    checked(H5DSset_scale(scale.id(), axis.name.c_str()), "make a dimension of", axis.name, target_);
    axis.scale = scale.id();
    axes_.push_back(std::move(axis));
    return scale;
}

Variable& File::add_variable(const Description& description, const std::vector<std::string>& names,
                             const Block& block) {
    const std::vector<Axis> axes = find_axes(names);
    Variable& variable =
        keep(create_dataset(description.name, axes, block), description, axes.front().growth, block);
    for (unsigned n = 0; n < axes.size(); ++n) {
        checked(H5DSattach_scale(variable.id(), axes[n].scale, n), "attach a dimension to", description.name,
                target_);
    }
    return variable;
}

Variable& File::keep(DatasetHandle dataset, const Description& description, Growth growth,
                     const Block& block) {
    Block part = with_records(block, growth, rank_in(comm_));
    Variable& variable =
        variables_.emplace_back(std::move(dataset), std::move(part), growth, description.name, target_);
    describe(variable, description, target_);
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

DatasetHandle File::create_dataset(const std::string& name, const std::vector<Axis>& axes,
                                   const Block& block) {
    Extents extents, limits, fixed;
    for (const Axis& axis : axes) {
        extents.push_back(axis.length);
        limits.push_back(axis.growth == Growth::fixed ? axis.length : H5S_UNLIMITED);
        if (axis.growth == Growth::fixed) fixed.push_back(axis.length);
    }
    if (!fits(block, fixed))
        throw std::invalid_argument{fmt::format("the block of '{}' does not fit its axes", name)};

    const bool grows = fixed.size() < axes.size();
    const PropertyHandle creation = grows ? growing(largest_of(comm_, block.count)) : fixed_in_size();
    const auto rank = static_cast<int>(extents.size());
    const SpaceHandle space{H5Screate_simple(rank, extents.data(), limits.data())};
    return DatasetHandle{checked(H5Dcreate2(file_.id(), name.c_str(), H5T_IEEE_F64LE, space.id(), H5P_DEFAULT,
                                            creation.id(), H5P_DEFAULT),
                                 "create", name, target_)};
}

void File::close() {
    variables_.clear();
    checked(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "write out", "", staged_);
    checked(H5Fclose(file_.release()), "close", "", staged_);
    MPI_Barrier(comm_);
    on_root(comm_, [this] { publish(staged_, target_); });
}

}  // namespace sluice::io
