// SPDX-License-Identifier: Apache-2.0
#include "io/checkpoint.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "io/attribute.hpp"
#include "io/collective.hpp"
#include "io/error.hpp"
#include "io/layout.hpp"
#include "io/transfer.hpp"

namespace sluice::io {

CheckpointWriter::CheckpointWriter(const std::filesystem::path& path, MPI_Comm comm) : file_{path, comm} {}

CheckpointWriter::~CheckpointWriter() {
    if (!file_.is_open()) return;
    for (DatasetHandle& array : arrays_) array.release();  // see StagedFile
}

void CheckpointWriter::set(const std::string& name, std::string_view text) {
    write_attribute({file_.id(), file_.target()}, name, text);
}

void CheckpointWriter::set(const std::string& name, double number) {
    write_attribute({file_.id(), file_.target()}, name, number);
}

void CheckpointWriter::set(const std::string& name, std::int64_t number) {
    write_attribute({file_.id(), file_.target()}, name, number);
}

void CheckpointWriter::write(const std::string& name, const Extents& extents, const Block& block,
                             Number number, const void* values, std::size_t count) {
    if (!fits(block, extents))
        throw std::invalid_argument{fmt::format("the block of '{}' does not fit the array", name)};
    if (count != block.size()) {
        throw std::invalid_argument{
            fmt::format("'{}' takes {} values from this rank, not {}", name, block.size(), count)};
    }
    const PropertyHandle creation = chunked(chunk_shape(largest_of(file_.comm(), block.count)));
    const SpaceHandle space{H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr)};
    const DatasetHandle& array =
        arrays_.emplace_back(checked(H5Dcreate2(file_.id(), name.c_str(), stored_type(number), space.id(),
                                                H5P_DEFAULT, creation.id(), H5P_DEFAULT),
                                     "create", name, file_.target()));
    write_block({array.id(), name, file_.target()}, block, number, values);
}

void CheckpointWriter::commit() {
    arrays_.clear();
    file_.close();
}

std::optional<Reader> open_checkpoint(const std::filesystem::path& path, MPI_Comm comm) {
    const bool is_there = !from_root(comm, std::filesystem::exists(path) ? "yes" : "").empty();
    if (!is_there) return std::nullopt;
    return Reader{path};
}

}  // namespace sluice::io
