// SPDX-License-Identifier: Apache-2.0
//
// `sluice sim` and `sluice results` are programs of their own beside this one: they need the HDF5 library, which
// with its MPI would slow the start of every other command.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "scheduler/commands/sluice_tool.hpp"

namespace sluice::commands {
namespace {

int become(const std::string& name, char** argv) {
    const auto program = program_folder() + "/sluice-" + name;
    ::execv(program.c_str(), argv);
    fmt::print(stderr, "sluice {}: error: cannot start {}: {}\n", name, program, std::strerror(errno));
    return EXIT_FAILURE;
}

}  // namespace

int sluice_sim(int, char** argv) { return become("sim", argv); }

int sluice_results(int, char** argv) { return become("results", argv); }

}  // namespace sluice::commands
