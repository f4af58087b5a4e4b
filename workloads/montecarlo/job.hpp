// SPDX-License-Identifier: Apache-2.0
// All that is to be computed in one run.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "workloads/montecarlo/given.hpp"
#include "workloads/montecarlo/kernel/contract.hpp"
#include "workloads/montecarlo/kernel/risk.hpp"
#include "workloads/montecarlo/kernel/sampling.hpp"
#include "workloads/montecarlo/kernel/valuation.hpp"

namespace sluice::montecarlo {

struct Job {
    Sampling sampling;
    Goal goal;
    std::vector<Contract> contracts;
    std::optional<Portfolio> risk;
    std::string described;  // every word of the input: what a checkpoint must agree with
};

/// From a portfolio file. `overrides`: of the sampling, from the command line. Throws run::Mistake
/// "FILE:line: ...".
Job read_portfolio(const std::filesystem::path& file, const std::map<std::string, Word>& overrides);

/// One instrument from the command line.
Job single_instrument(const std::map<std::string, Word>& instrument,
                      const std::map<std::string, Word>& sampling);

}  // namespace sluice::montecarlo
