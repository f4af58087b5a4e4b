// SPDX-License-Identifier: Apache-2.0
//
// The program sluice-sim, which `sluice sim` and `sluice what-if` run.
#include "scheduler/commands/sim_run.hpp"

#include <string_view>

#include "scheduler/commands/what_if.hpp"

int main(int argc, char** argv) {
    const bool compares = argc > 0 && std::string_view{argv[0]} == "what-if";  // the word that was typed
    return compares ? sluice::commands::what_if_main(argc, argv) : sluice::commands::sim_main(argc, argv);
}
