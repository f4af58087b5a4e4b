// SPDX-License-Identifier: Apache-2.0
// An HDF5 file that the ranks of a communicator write together. It appears under its name when close()
// returns, complete and on disk, and not before: a run that is killed leaves what was there before, and at
// most "<name>.<host>-<pid>.partial" beside it, which the next run removes.
//
// Rank 0 alone keeps the file's structure through HDF5; all ranks write numbers, each to the place that rank 0 has
// reserved for it, through MPI-IO. HDF5's own parallel mode would have every rank take part in every change of structure,
// and moves all data through buffers when chunks have checksums.
#pragma once

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include "io/handle.hpp"

namespace sluice::io {

class StagedFile {
  public:
    /// Collective, like close(). Throws Error if the file cannot be created beside `target`.
    StagedFile(std::filesystem::path target, MPI_Comm comm);
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;

    /// Without close() the file is abandoned and rank 0 removes it. Not collective, so that an exception on
    /// one rank does not wait for the others; MPI's file is given up unclosed, because closing it is collective.
    ~StagedFile();

    /// HDF5's identifier, on rank 0; invalid on the others.
    hid_t id() const { return file_.id(); }
    const std::filesystem::path& target() const { return target_; }
    MPI_Comm comm() const { return comm_; }

    /// What changes the structure: runs on rank 0; if it throws there, every rank throws Error. Collective.
    void on_root(const std::function<void()>& action) const;

    /// Writes one after the other at a place that has been reserved. Not collective. Throws Error.
    void write_at(std::uint64_t place, std::span<const std::byte> content, std::span<const std::byte> rest) const;

    /// Completes the file, puts it on disk and gives it its name.
    void close();

  private:
    std::filesystem::path target_, staged_;
    MPI_Comm comm_;
    FileHandle file_;
    MPI_File data_ = MPI_FILE_NULL;
    bool is_open_ = false;
};

}  // namespace sluice::io
