// SPDX-License-Identifier: Apache-2.0
//
// `sluice sim` from its options to its exit code.
#pragma once

#include "scheduler/commands/sim_options.hpp"
#include "scheduler/model/error.hpp"
#include "scheduler/sim/outcome.hpp"

namespace sluice::commands {

/// The simulation itself: reads the trace and the configuration, runs, measures. Writes nothing but, on a
/// terminal, how far it is.
Result<sim::Outcome> run_simulation(const SimOptions& options);

/// Files, warnings and the summary.
Result<void> write_outcome(const SimOptions& options, const sim::Outcome& outcome);

int sim_main(int argc, char** argv);

}  // namespace sluice::commands
