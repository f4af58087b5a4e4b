// SPDX-License-Identifier: Apache-2.0
// climate: a rising thermal and its relatives on many cores. See docs/climate.md.
#include <fmt/format.h>
#include <mpi.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <thread>

#include "workloads/climate/options.hpp"
#include "workloads/climate/report.hpp"
#include "workloads/climate/simulation.hpp"

namespace sluice::climate {
namespace {

/// Among many ranks with the same to say, is this one that stays silent? Asked before there is MPI to tell.
bool is_silent_rank() {
    for (const char* name : {"PMIX_RANK", "SLURM_PROCID"}) {
        if (const char* rank = std::getenv(name)) return std::atoi(rank) != 0;
    }
    return false;
}

int leave(const Leave& leaving) {
    if (!is_silent_rank()) fmt::print(leaving.exit_code == 0 ? stdout : stderr, "{}", leaving.text);
    return leaving.exit_code;
}

int report_or_fail(const ReportOptions& options) {
    try {
        report(options);
        return 0;
    } catch (const std::exception& error) {
        return leave({1, fmt::format("climate: {}\n", error.what())});
    }
}

/// Ends all ranks. Most failures strike all of them with the same words: rank 0 gets a moment to say them
/// alone.
[[noreturn]] void abort_all(const std::exception& error) {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank != 0) std::this_thread::sleep_for(std::chrono::seconds{2});
    fmt::print(stderr, "climate: rank {}: {}\n", rank, error.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
    std::abort();
}

int run_with_mpi(const RunOptions& options) {
    // Ranks may share cores, and Open MPI does not know when they do. Whoever sets this outside knows better.
    constexpr int keep_what_is_set = 0;
    setenv("OMPI_MCA_mpi_yield_when_idle", "1", keep_what_is_set);
    MPI_Init(nullptr, nullptr);
    int exit_code = 0;
    try {
        exit_code = simulate(options, MPI_COMM_WORLD);
    } catch (const std::exception& error) {
        abort_all(error);
    }
    MPI_Finalize();
    return exit_code;
}

struct Act {
    int operator()(const RunOptions& options) const { return run_with_mpi(options); }
    int operator()(const ReportOptions& options) const { return report_or_fail(options); }
    int operator()(const Leave& leaving) const { return leave(leaving); }
};

}  // namespace
}  // namespace sluice::climate

int main(int argc, char** argv) {
    return std::visit(sluice::climate::Act{}, sluice::climate::parse_options(argc, argv));
}
