// SPDX-License-Identifier: Apache-2.0
//
// The program sluice-results, which `sluice results` runs.
#include "scheduler/commands/results_run.hpp"

int main(int argc, char** argv) { return sluice::commands::results_main(argc, argv); }
