// SPDX-License-Identifier: Apache-2.0
#include "io/reader.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "io/attribute.hpp"
#include "io/error.hpp"
#include "io/transfer.hpp"

namespace sluice::io {
namespace {

FileHandle open_file(const std::filesystem::path& path) {
    silence_hdf5();
    if (!std::filesystem::exists(path)) throw_system_error("read", path, ENOENT);
    if (H5Fis_hdf5(path.c_str()) <= 0)
        throw Error{fmt::format("cannot read {}: not an HDF5 file", path.string())};
    return FileHandle{checked(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), "open", "", path)};
}

Extents extents_of(const DatasetHandle& dataset) {
    const SpaceHandle space{H5Dget_space(dataset.id())};
    Extents extents(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space.id())));
    H5Sget_simple_extent_dims(space.id(), extents.data(), nullptr);
    return extents;
}

/// Texts are fixed strings, or rows of letters as NetCDF has them.
std::size_t letters_of_text(const TypeHandle& type, const Block& block) {
    const std::size_t size = H5Tget_size(type.id());
    return size == 1 && block.count.size() > 1 ? block.count.back() : size;
}

}  // namespace

Reader::Reader(std::filesystem::path path) : path_{std::move(path)}, file_{open_file(path_)} {}

bool Reader::has(const std::string& attribute) const { return has_attribute({file_.id(), path_}, attribute); }

std::string Reader::text(const std::string& attribute) const {
    return read_text({file_.id(), path_}, attribute);
}

double Reader::number(const std::string& attribute) const {
    return read_number({file_.id(), path_}, attribute);
}

std::int64_t Reader::integer(const std::string& attribute) const {
    return read_integer({file_.id(), path_}, attribute);
}

std::string Reader::text(const std::string& variable, const std::string& attribute) const {
    return read_text({open(variable).id(), path_}, attribute);
}

Extents Reader::shape(const std::string& variable) const { return extents_of(open(variable)); }

double Reader::number(const std::string& variable, const std::string& attribute) const {
    return read_number({open(variable).id(), path_}, attribute);
}

std::optional<Reader::Bytes> Reader::bytes_of_chunk(const std::string& variable, const Extents& start) const {
    haddr_t first = HADDR_UNDEF;
    hsize_t count = 0;
    unsigned mask = 0;
    const herr_t found = H5Dget_chunk_info_by_coord(open(variable).id(), start.data(), &mask, &first, &count);
    if (found < 0 || first == HADDR_UNDEF) return std::nullopt;
    return Bytes{first, count};
}

std::vector<std::string> Reader::texts(const std::string& variable) const {
    return texts(variable, Block::whole(shape(variable)));
}

std::vector<std::string> Reader::texts(const std::string& variable, const Block& block) const {
    const DatasetHandle dataset = open(variable);
    const TypeHandle type{H5Dget_type(dataset.id())};
    if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) > 0) {
        throw Error{fmt::format("'{}' in {} does not hold texts of fixed length", variable, path_.string())};
    }
    std::string padded(block.size() * H5Tget_size(type.id()), '\0');
    read_block({dataset.id(), variable, path_}, block, type.id(), padded.data());
    const std::size_t width = letters_of_text(type, block);
    std::vector<std::string> texts;
    for (std::size_t n = 0; n < padded.size(); n += width) texts.emplace_back(padded.substr(n, width).c_str());
    return texts;
}

std::vector<double> Reader::values(const std::string& variable) const {
    return part(variable, Block::whole(shape(variable)));
}

std::vector<double> Reader::record(const std::string& variable, std::size_t index) const {
    Block block = Block::whole(shape(variable));
    if (block.count.empty() || index >= block.count.front()) {
        throw Error{fmt::format("'{}' in {} has no record {}", variable, path_.string(), index)};
    }
    block.start.front() = index;
    block.count.front() = 1;
    return part(variable, block);
}

DatasetHandle Reader::open(const std::string& variable) const {
    return DatasetHandle{
        checked(H5Dopen2(file_.id(), variable.c_str(), H5P_DEFAULT), "open variable", variable, path_)};
}

void Reader::read(const std::string& variable, const Block& block, Number number, void* values) const {
    const DatasetHandle dataset = open(variable);
    if (!fits(block, extents_of(dataset)))
        throw Error{fmt::format("'{}' in {} has no such part", variable, path_.string())};
    read_block({dataset.id(), variable, path_}, block, number, values);
}

}  // namespace sluice::io
