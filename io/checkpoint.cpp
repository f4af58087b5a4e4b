// SPDX-License-Identifier: Apache-2.0
#include "io/checkpoint.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "io/attribute.hpp"
#include "io/chunked_array.hpp"
#include "io/collective.hpp"
#include "io/error.hpp"

namespace sluice::io {

CheckpointWriter::CheckpointWriter(const std::filesystem::path& path, MPI_Comm comm) : file_{path, comm} {}

void CheckpointWriter::set(const std::string& name, std::string_view text) {
    file_.on_root([&] { write_attribute({file_.id(), file_.target()}, name, text); });
}

void CheckpointWriter::set(const std::string& name, double number) {
    file_.on_root([&] { write_attribute({file_.id(), file_.target()}, name, number); });
}

void CheckpointWriter::set(const std::string& name, std::int64_t number) {
    file_.on_root([&] { write_attribute({file_.id(), file_.target()}, name, number); });
}

void CheckpointWriter::write(const std::string& name, const Extents& extents, const Block& block,
                             Number number, const void* values, std::size_t count) {
    if (!fits(block, extents))
        throw std::invalid_argument{fmt::format("the block of '{}' does not fit the array", name)};
    if (count != block.size()) {
        throw std::invalid_argument{
            fmt::format("'{}' takes {} values from this rank, not {}", name, block.size(), count)};
    }
    const hid_t type = stored_type(number);
    ChunkedArray array{file_, name, type, {.extents = extents, .bytes_per_element = H5Tget_size(type)}, block};
    array.write(0, {static_cast<const std::byte*>(values), count * H5Tget_size(type)});
}

void CheckpointWriter::commit() {
    file_.close();
}

std::optional<Reader> open_checkpoint(const std::filesystem::path& path, MPI_Comm comm) {
    const bool is_there = !from_root(comm, std::filesystem::exists(path) ? "yes" : "").empty();
    if (!is_there) return std::nullopt;
    return Reader{path};
}

}  // namespace sluice::io
