// SPDX-License-Identifier: Apache-2.0
// An HDF5 file that the ranks of a communicator write together. It appears under its name when close()
// returns, complete and on disk, and not before: a run that is killed leaves what was there before, and at
// most
// "<name>.<host>-<pid>.partial" beside it, which the next run removes.
#pragma once

#include <mpi.h>

#include <filesystem>

#include "io/handle.hpp"

namespace sluice::io {

class StagedFile {
  public:
    /// Collective, like close(). Throws Error if the file cannot be created beside `target`.
    StagedFile(std::filesystem::path target, MPI_Comm comm);
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;

    /// Without close() the file is abandoned and rank 0 removes it. Not collective, so that an exception on
    /// one rank does not wait for the others; HDF5's identifiers are given up unclosed, because closing them
    /// is collective. Whoever holds identifiers of things in the file must do the same.
    ~StagedFile();

    bool is_open() const { return file_.id() >= 0; }
    hid_t id() const { return file_.id(); }
    const std::filesystem::path& target() const { return target_; }
    MPI_Comm comm() const { return comm_; }

    /// Completes the file, puts it on disk and gives it its name.
    void close();

  private:
    std::filesystem::path target_, staged_;
    MPI_Comm comm_;
    FileHandle file_;
};

}  // namespace sluice::io
