// SPDX-License-Identifier: Apache-2.0
// The results file: every estimate with its error, and how the first of each valuation converged.
#pragma once

#include <mpi.h>

#include <optional>
#include <string>
#include <vector>

#include "workloads/montecarlo/options.hpp"

namespace sluice::montecarlo {

struct Result {
    std::string name;                    // of the instrument
    std::vector<std::string> estimates;  // "price", "delta", ...
    std::vector<Estimate> values;
    std::vector<Milestone> history;
    double paths, wall_seconds;
    std::optional<double> known;  // the first estimate's exact value, where there is a formula
};

/// Collective. Throws io::Error.
void write_results(const RunOptions& options, const std::vector<Result>& results, MPI_Comm comm);

}  // namespace sluice::montecarlo
