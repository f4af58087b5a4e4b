// SPDX-License-Identifier: Apache-2.0
// montecarlo: prices and risk by simulation on many cores. See docs/montecarlo.md.
#include "workloads/montecarlo/options.hpp"
#include "workloads/montecarlo/simulation.hpp"
#include "workloads/run/session.hpp"

namespace sluice::montecarlo {
namespace {

struct Act {
    int operator()(const RunOptions& options) const {
        return run::run_with_mpi("montecarlo", [&](MPI_Comm comm) { return simulate(options, comm); });
    }
    int operator()(const run::Leave& leaving) const { return run::leave(leaving); }
};

}  // namespace
}  // namespace sluice::montecarlo

int main(int argc, char** argv) {
    return std::visit(sluice::montecarlo::Act{}, sluice::montecarlo::parse_options(argc, argv));
}
