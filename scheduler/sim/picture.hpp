// SPDX-License-Identifier: Apache-2.0
//
// Queue length and use of the machine over time, one above the other.
#pragma once

#include <string>

#include "io/image.hpp"
#include "scheduler/model/error.hpp"
#include "scheduler/sim/outcome.hpp"

namespace sluice::sim {

io::Image draw(const Outcome& outcome);

/// The file appears under its name when it is complete. Error: what could not be written, and why.
Result<void> write_picture(const Outcome& outcome, const std::string& path);

}  // namespace sluice::sim
