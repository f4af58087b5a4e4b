// SPDX-License-Identifier: Apache-2.0
// A directory that the ranks of a test share and that goes when the test ends.
#pragma once

#include <mpi.h>

#include <filesystem>

#include "io/collective.hpp"

namespace sluice::io {

class SharedScratch {
  public:
    SharedScratch() {
        std::string name = std::filesystem::temp_directory_path() / "sluice-test-XXXXXX";
        if (rank_in(MPI_COMM_WORLD) == 0 && mkdtemp(name.data()) == nullptr)
            throw std::runtime_error{"no scratch"};
        path_ = from_root(MPI_COMM_WORLD, name);
    }
    SharedScratch(const SharedScratch&) = delete;
    SharedScratch& operator=(const SharedScratch&) = delete;
    ~SharedScratch() {
        MPI_Barrier(MPI_COMM_WORLD);
        if (rank_in(MPI_COMM_WORLD) == 0) std::filesystem::remove_all(path_);
    }

    std::filesystem::path operator/(const char* name) const { return path_ / name; }

    /// Number of entries, when every rank has done what it was doing.
    auto entries() const {
        MPI_Barrier(MPI_COMM_WORLD);
        return std::distance(std::filesystem::directory_iterator{path_}, {});
    }

  private:
    std::filesystem::path path_;
};

}  // namespace sluice::io
