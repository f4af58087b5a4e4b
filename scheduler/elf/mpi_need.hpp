// SPDX-License-Identifier: Apache-2.0
//
// Which MPI wire-up a program needs, read off the libraries that it is linked with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/cluster.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::elf {

struct MpiNeed {
    /// none: no MPI, and no way to start a program that has it. automatic: that cannot be seen; a script, a
    /// static program, one that starts or loads others.
    MpiKind kind = MpiKind::automatic;
    std::string library;                 // the MPI library's file, or its soname if it was not found
    std::vector<std::string> missing;    // sonames for which there is no file
    std::string why;                     // for a person: "it is a script"
};

/// `path`: the program's file. `ld_library_path`: as the program will have it.
/// Error: the file cannot be read, or is a program of another machine.
Result<MpiNeed> mpi_need(const std::string& path, std::string_view ld_library_path);

/// The wire-up that a library of this soname speaks; none if it is no MPI library.
MpiKind kind_of_library(std::string_view soname);

}  // namespace sluice::elf
