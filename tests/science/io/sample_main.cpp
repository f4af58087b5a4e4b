// SPDX-License-Identifier: Apache-2.0
// Writes one file of each kind that can be drawn into a directory, with its picture: sample_results DIRECTORY
#include <fmt/format.h>
#include <mpi.h>

#include "io/drawing.hpp"
#include "tests/science/io/sample_files.hpp"

int main(int argc, char** argv) {
    using namespace sluice::io;
    const std::filesystem::path directory = argc > 1 ? argv[1] : ".";
    MPI_Init(&argc, &argv);
    write_map(directory / "map.h5");
    write_convergence(directory / "convergence.h5");
    write_docking(directory / "docking.h5");
    for (const char* name : {"map", "convergence", "docking"})
        write_png(draw_file(Reader{directory / fmt::format("{}.h5", name)}), directory / fmt::format("{}.png", name));
    MPI_Finalize();
}
