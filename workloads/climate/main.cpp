// SPDX-License-Identifier: Apache-2.0
// climate: a rising thermal and its relatives on many cores. See docs/climate.md.
#include "workloads/climate/options.hpp"
#include "workloads/climate/report.hpp"
#include "workloads/climate/simulation.hpp"
#include "workloads/run/session.hpp"

namespace sluice::climate {
namespace {

struct Act {
    int operator()(const RunOptions& options) const {
        return run::run_with_mpi("climate", [&](MPI_Comm comm) { return simulate(options, comm); });
    }
    int operator()(const ReportOptions& options) const {
        return run::run_alone("climate", [&] { report(options); });
    }
    int operator()(const run::Leave& leaving) const { return run::leave(leaving); }
};

}  // namespace
}  // namespace sluice::climate

int main(int argc, char** argv) {
    return std::visit(sluice::climate::Act{}, sluice::climate::parse_options(argc, argv));
}
