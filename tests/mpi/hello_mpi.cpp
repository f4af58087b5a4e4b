// SPDX-License-Identifier: Apache-2.0
//
// The smallest MPI program that shows whether a step works: every rank says where it runs, all add up their
// ranks, and all meet in a barrier. Options make it end in the ways that programs end.
//
//   hello_mpi [--sleep SECONDS] [--wait-for FILE] [--abort CODE] [--exit CODE [--rank R]]
//
//   --sleep     wait between the greeting and the sum
//   --wait-for  wait there until the file exists
//   --abort     rank 1 calls MPI_Abort(CODE) instead of the sum
//   --exit      the ranks, or rank R alone, return CODE after MPI_Finalize
#include <mpi.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

namespace {

struct Options {
    int sleep_seconds = 0;
    std::string awaited_file;
    std::optional<int> abort_code;
    int exit_code = 0;
    std::optional<int> exit_rank;
};

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string name = argv[i];
        const char* text = i + 1 < argc ? argv[i + 1] : "";
        const int value = std::atoi(text);
        if (name == "--sleep") {
            options.sleep_seconds = value;
        } else if (name == "--wait-for") {
            options.awaited_file = text;
        } else if (name == "--abort") {
            options.abort_code = value;
        } else if (name == "--exit") {
            options.exit_code = value;
        } else if (name == "--rank") {
            options.exit_rank = value;
        } else {
            std::fprintf(stderr, "hello_mpi: unknown option %s\n", name.c_str());
            std::exit(2);
        }
    }
    return options;
}

/// The node as the batch system names it; emulated nodes share the processor name.
std::string node_name() {
    if (const char* name = std::getenv("SLURMD_NODENAME")) return name;
    char name[MPI_MAX_PROCESSOR_NAME];
    int length = 0;
    MPI_Get_processor_name(name, &length);
    return {name, static_cast<std::size_t>(length)};
}

void wait_for(const std::string& file) {
    constexpr std::chrono::milliseconds kBetweenLooks{50};
    while (!file.empty() && !std::filesystem::exists(file)) std::this_thread::sleep_for(kBetweenLooks);
}

/// The sum of all ranks, wrong or right.
int sum_of_ranks(int rank) {
    int sum = 0;
    MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    return sum;
}

}  // namespace

int main(int argc, char** argv) {
    const Options options = parse(argc, argv);
    MPI_Init(&argc, &argv);
    int rank = 0;
    int size = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    std::printf("Hello from rank %d of %d on %s\n", rank, size, node_name().c_str());
    std::fflush(stdout);
    std::this_thread::sleep_for(std::chrono::seconds{options.sleep_seconds});
    wait_for(options.awaited_file);
    if (options.abort_code && rank == 1) MPI_Abort(MPI_COMM_WORLD, *options.abort_code);

    const int sum = sum_of_ranks(rank);
    const int expected = size * (size - 1) / 2;
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank == 0) std::printf("Sum of ranks: %d, expected %d\n", sum, expected);
    MPI_Finalize();

    if (sum != expected) return 1;
    const bool is_chosen = !options.exit_rank || *options.exit_rank == rank;
    return is_chosen ? options.exit_code : 0;
}
