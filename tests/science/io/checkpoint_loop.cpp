// SPDX-License-Identifier: Apache-2.0
// A run that does nothing but write checkpoints:
//   checkpoint_loop FILE MICROSECONDS    until one rank kills itself, so much later
//   checkpoint_loop FILE                 reads the last one, on any number of ranks
// Goes on from FILE if it is there, and fails if it is not exactly what was written. Says in FILE.begun from which step: what
// a rank prints may be lost with it.
#include <fmt/format.h>
#include <mpi.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "io/checkpoint.hpp"
#include "io/collective.hpp"

namespace sluice::io {
namespace {

constexpr hsize_t kRows = 101, kColumns = 300;

Block my_rows() {
    const auto rank = static_cast<hsize_t>(rank_in(MPI_COMM_WORLD));
    const auto ranks = static_cast<hsize_t>(size_of(MPI_COMM_WORLD));
    const hsize_t first = kRows * rank / ranks, next = kRows * (rank + 1) / ranks;
    return {{first, 0}, {next - first, kColumns}};
}

std::vector<double> state_at(std::int64_t step) {
    const Block block = my_rows();
    std::vector<double> values(block.size());
    const hsize_t first = block.start[0] * kColumns;
    for (std::size_t n = 0; n < values.size(); ++n)
        values[n] = static_cast<double>(step) + 1e-6 * static_cast<double>(first + n);
    return values;
}

std::int64_t step_of_last(const std::filesystem::path& file) {
    const auto saved = open_checkpoint(file, MPI_COMM_WORLD);
    if (!saved) return 0;
    const std::int64_t step = saved->integer("step");
    if (saved->part<double>("state", my_rows()) != state_at(step)) throw std::runtime_error{"wrong numbers"};
    return step;
}

void write(const std::filesystem::path& file, std::int64_t step) {
    CheckpointWriter checkpoint{file, MPI_COMM_WORLD};
    checkpoint.set("step", step);
    checkpoint.write<double>("state", {kRows, kColumns}, my_rows(), state_at(step));
    checkpoint.commit();
}

void die_later(std::chrono::microseconds delay) {
    std::thread{[delay] {
        std::this_thread::sleep_for(delay);
        std::raise(SIGKILL);
    }}.detach();
}

int run(int argc, char** argv) {
    const std::filesystem::path file = argv[1];
    std::int64_t step = step_of_last(file);
    if (rank_in(MPI_COMM_WORLD) == 0) std::ofstream{file.string() + ".begun"} << step;
    if (argc < 3) return 0;
    MPI_Barrier(MPI_COMM_WORLD);  // nobody dies before that is said
    if (rank_in(MPI_COMM_WORLD) == size_of(MPI_COMM_WORLD) - 1)
        die_later(std::chrono::microseconds{std::atol(argv[2])});
    for (;;) write(file, ++step);
}

}  // namespace
}  // namespace sluice::io

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    try {
        sluice::io::run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    MPI_Finalize();
}
