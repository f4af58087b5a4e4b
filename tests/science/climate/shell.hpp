// SPDX-License-Identifier: Apache-2.0
// Runs the climate model in a directory of its own.
#pragma once

#include <string>

#include "tests/science/shell.hpp"

namespace sluice::climate {

using science::Ended;
using science::Scratch;
using science::shell;

/// "mpirun -n ranks climate"
inline std::string climate_on(int ranks) { return MPIRUN " -n " + std::to_string(ranks) + " " CLIMATE; }

}  // namespace sluice::climate
