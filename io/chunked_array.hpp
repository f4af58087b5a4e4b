// SPDX-License-Identifier: Apache-2.0
// A dataset of a staged file, written in the blocks of a decomposition.
//
// Each chunk has one owner among the ranks. It gathers the chunk's pieces, encodes it and writes it where rank 0 has
// made room. With blocks of the shape of chunks nothing is sent and nothing copied. What fills chunks only in part, such
// as a series of single numbers, goes through rank 0.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "io/block.hpp"
#include "io/chunk_encoding.hpp"
#include "io/chunk_plan.hpp"
#include "io/handle.hpp"
#include "io/layout.hpp"
#include "io/staged_file.hpp"

namespace sluice::io {

/// What all ranks know of an array.
struct ArrayShape {
    Extents extents = {};  // without the dimension of records
    bool has_records = false;
    std::size_t bytes_per_element = 8;
    Compression compression = Compression::none;
};

/// Every member function but the accessors is collective, but write() waits for no other rank if nothing has to be sent and
/// room was reserved with earlier records. Throws Error.
class ChunkedArray {
  public:
    /// Creates the dataset. `type` is that of its elements, in memory as in the file. `block`: this rank's part; none
    /// has dimensions if the array has nothing but records. Borrows the file.
    ChunkedArray(const StagedFile& file, std::string name, hid_t type, ArrayShape shape, Block block);

    /// This rank's block, row by row, of a record if the array has records. There must be as many bytes as that takes.
    void write(std::size_t record, std::span<const std::byte> block);

    /// Gives back the room for records that never came.
    void finish();

    /// HDF5's identifier, on rank 0; invalid on the others.
    hid_t id() const { return dataset_.id(); }
    const std::string& name() const { return name_; }
    const Block& block() const { return block_; }
    const StagedFile& file() const { return file_; }

  private:
    using Places = std::vector<std::uint64_t>;  // in the file, of chunks; or their sizes

    void create();
    void extend(std::size_t records);
    void write_through_root(std::size_t record, std::span<const std::byte> block);
    void write_chunks(std::size_t record, std::span<const std::byte> block);
    const Places& places_for(std::size_t record, const Places& sizes);
    void reserve(std::size_t first, std::size_t end, const Places& sizes);
    Extents with_record(std::size_t record, Extents rest) const;

    const StagedFile& file_;
    std::string name_;
    TypeHandle type_;
    ArrayShape shape_;
    Block block_;
    std::vector<Block> blocks_;  // of all ranks
    Extents chunk_;              // without the dimension of records
    std::optional<std::vector<PlannedChunk>> plan_;
    DatasetHandle dataset_;
    std::size_t records_ = 0;     // written
    std::vector<Places> places_;  // of this rank's chunks in each record for which there is room
};

}  // namespace sluice::io
