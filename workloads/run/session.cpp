// SPDX-License-Identifier: Apache-2.0
#include "workloads/run/session.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "workloads/run/exit_code.hpp"

namespace sluice::run {
namespace {

/// Among many ranks with the same to say, is this one that stays silent? Asked before there is MPI to tell.
bool is_silent_rank() {
    for (const char* name : {"PMIX_RANK", "SLURM_PROCID"}) {
        if (const char* rank = std::getenv(name)) return std::atoi(rank) != 0;
    }
    return false;
}

/// Most failures strike all ranks with the same words: rank 0 gets a moment to say them alone.
[[noreturn]] void abort_all(std::string_view program, const std::exception& error) {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank != 0) std::this_thread::sleep_for(std::chrono::seconds{2});
    fmt::print(stderr, "{}: rank {}: {}\n", program, rank, error.what());
    MPI_Abort(MPI_COMM_WORLD, kFailed);
    std::abort();
}

}  // namespace

int leave(const Leave& leaving) {
    if (!is_silent_rank()) fmt::print(leaving.exit_code == kDone ? stdout : stderr, "{}", leaving.text);
    return leaving.exit_code;
}

int run_alone(std::string_view program, const std::function<void()>& action) {
    try {
        action();
        return kDone;
    } catch (const std::exception& error) {
        return leave({kFailed, fmt::format("{}: {}\n", program, error.what())});
    }
}

int run_with_mpi(std::string_view program, const std::function<int(MPI_Comm)>& action) {
    // Ranks may share cores, and Open MPI does not know when they do. Whoever sets this outside knows better.
    constexpr int keep_what_is_set = 0;
    setenv("OMPI_MCA_mpi_yield_when_idle", "1", keep_what_is_set);
    MPI_Init(nullptr, nullptr);
    int exit_code = kDone;
    try {
        exit_code = action(MPI_COMM_WORLD);
    } catch (const std::exception& error) {
        abort_all(program, error);
    }
    MPI_Finalize();
    return exit_code;
}

}  // namespace sluice::run
