// SPDX-License-Identifier: Apache-2.0
//
// `sluice sim` is a program of its own beside this one: it needs the HDF5 library, which with its MPI would
// slow the start of every other command.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "scheduler/commands/sluice_tool.hpp"

namespace sluice::commands {

int sluice_sim(int, char** argv) {
    const auto program = program_folder() + "/sluice-sim";
    ::execv(program.c_str(), argv);
    fmt::print(stderr, "sluice sim: error: cannot start {}: {}\n", program, std::strerror(errno));
    return EXIT_FAILURE;
}

}  // namespace sluice::commands
