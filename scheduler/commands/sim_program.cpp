// SPDX-License-Identifier: Apache-2.0
//
// The program sluice-sim, which `sluice sim` runs.
#include "scheduler/commands/sim_run.hpp"

int main(int argc, char** argv) { return sluice::commands::sim_main(argc, argv); }
