// SPDX-License-Identifier: Apache-2.0
// What a run needs to go on later, perhaps on another number of ranks.
//
//     io::CheckpointWriter checkpoint{path, comm};             // the older one stays until commit()
//     checkpoint.set("step", step);
//     checkpoint.write<double>("density", extents, my_block, values);
//     checkpoint.commit();
//
//     if (const auto saved = io::open_checkpoint(path, comm)) {
//         step = saved->number("step");
//         values = saved->part<double>("density", my_block);   // any block, whoever wrote it
//     }
//
// A kill at any moment leaves the last one that was committed. Every chunk has a checksum: a damaged file is
// an Error, not a wrong number.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "io/block.hpp"
#include "io/number.hpp"
#include "io/reader.hpp"
#include "io/staged_file.hpp"

namespace sluice::io {

/// Every member function but the destructor is collective. Throws Error.
class CheckpointWriter {
  public:
    CheckpointWriter(const std::filesystem::path& path, MPI_Comm comm);
    CheckpointWriter(const CheckpointWriter&) = delete;
    CheckpointWriter& operator=(const CheckpointWriter&) = delete;

    // Without commit() nothing has happened.

    /// The same value on every rank. Integers are exact.
    void set(const std::string& name, std::string_view text);
    void set(const std::string& name, double number);
    void set(const std::string& name, std::int64_t number);

    /// An array of which each rank has a block, row by row; the blocks must not overlap, some may be empty.
    /// Throws std::invalid_argument if the block does not fit the array or the values the block.
    template <class T>
    void write(const std::string& name, const Extents& extents, const Block& block,
               std::span<const T> values) {
        write(name, extents, block, number_of<T>(), values.data(), values.size());
    }

    void commit();

  private:
    void write(const std::string& name, const Extents& extents, const Block& block, Number number,
               const void* values, std::size_t count);

    StagedFile file_;
};

/// The checkpoint, open on every rank; empty if there is none. Collective, but reading is not.
std::optional<Reader> open_checkpoint(const std::filesystem::path& path, MPI_Comm comm);

}  // namespace sluice::io
