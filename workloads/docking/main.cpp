// SPDX-License-Identifier: Apache-2.0
// docking: how ligands bind to a receptor, a library of them on many cores. See docs/docking.md.
#include "io/error.hpp"
#include "workloads/docking/options.hpp"
#include "workloads/docking/results.hpp"
#include "workloads/docking/screening.hpp"
#include "workloads/run/command_line.hpp"
#include "workloads/run/session.hpp"

namespace sluice::docking {
namespace {

/// Says what is wrong with the input before there is MPI, and leaves.
template <class Go>
int with_library(const std::filesystem::path& receptor, const std::filesystem::path& ligands, const Go& go) {
    try {
        return go(read_library(receptor, ligands));
    } catch (const run::Mistake& mistake) {
        return run::leave(run::refusal("docking", mistake.what()));
    } catch (const io::Error& error) {  // of an output file that is there and cannot be gone on from
        return run::leave(run::refusal("docking", error.what()));
    }
}

struct Act {
    int operator()(const ScreenOptions& options) const {
        return with_library(options.receptor, options.ligands, [&](const Library& library) {
            read_results(options, library);  // if it does not fit, now is the time to say so
            return run::run_with_mpi("docking",
                                     [&](MPI_Comm comm) { return screen(options, library, comm); });
        });
    }
    int operator()(const ScoreOptions& options) const {
        return with_library(options.receptor, options.ligands, [](const Library& library) {
            return run::run_alone("docking", [&] { print_scores(library); });
        });
    }
    int operator()(const ReportOptions& options) const {
        return run::run_alone("docking", [&] { report(options.file); });
    }
    int operator()(const run::Leave& leaving) const { return run::leave(leaving); }
};

}  // namespace
}  // namespace sluice::docking

int main(int argc, char** argv) {
    return std::visit(sluice::docking::Act{}, sluice::docking::parse_options(argc, argv));
}
