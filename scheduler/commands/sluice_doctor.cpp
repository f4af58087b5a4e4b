// SPDX-License-Identifier: Apache-2.0
//
// `sluice doctor mpi PROGRAM`: which wire-up an MPI program needs, whether it is there, and what to do.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "scheduler/commands/options.hpp"
#include "scheduler/commands/sluice_tool.hpp"
#include "scheduler/elf/mpi_need.hpp"

namespace sluice::commands {
namespace {

int complain(std::string_view text) {
    fmt::print(stderr, "sluice doctor: error: {}\n", text);
    return EXIT_FAILURE;
}

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

/// The file that a shell would run for this word.
std::string program_file(const std::string& word) {
    if (word.find('/') != std::string::npos) return word;
    std::error_code ec;
    for (const auto& folder : split_list(variable("PATH"), ':')) {
        auto path = folder + "/" + word;
        if (std::filesystem::is_regular_file(path, ec)) return path;
    }
    return word;
}

std::string_view launch_advice(MpiKind kind) {
    switch (kind) {
        case MpiKind::pmix:
            return "wire-up: PMIx, which srun offers (--mpi=pmix)\n"
                   "start it with: srun ./program, or Open MPI's mpirun ./program in a batch script\n";
        case MpiKind::pmi2:
            return "wire-up: PMI, which srun offers (--mpi=pmi2)\n"
                   "start it with: srun ./program, or MPICH's mpiexec ./program in a batch script\n";
        case MpiKind::none:
            return "wire-up: none needed; if it should use MPI, build it with mpicc or mpicxx\n";
        case MpiKind::automatic:
            return "wire-up: cannot be seen; srun offers PMIx and PMI both\n"
                   "if ranks each believe they are alone, ask about the MPI program itself\n";
    }
    return "";
}

int examine(const std::string& word) {
    const auto file = program_file(word);
    const auto need = elf::mpi_need(file, variable("LD_LIBRARY_PATH"));
    if (!need) return complain(need.error().detail);
    fmt::print("{}: {}\n{}", file, need->why, launch_advice(need->kind));
    if (need->missing.empty()) return EXIT_SUCCESS;
    for (const auto& soname : need->missing) fmt::print("missing library: {}\n", soname);
    fmt::print("fix: install the package that has it on every node, or set LD_LIBRARY_PATH to its folder\n");
    return EXIT_FAILURE;
}

}  // namespace

int sluice_doctor(int argc, char** argv) {
    CommandDoc doc;
    doc.name = "sluice doctor";
    doc.brief = "say which MPI wire-up a program needs, and whether it is there";
    doc.operands = "mpi PROGRAM";
    const auto operands = read_operands(doc, argc, argv);
    if (!operands) return operands.error();
    if (operands->size() != 2 || operands->front() != "mpi") return complain("it knows: mpi PROGRAM");
    return examine(operands->back());
}

}  // namespace sluice::commands
