// SPDX-License-Identifier: Apache-2.0
//
// The jobs that ran as an HDF5 file: a one-dimensional dataset for each column of the CSV text, with units,
// and what the simulation was as attributes of the file. The same simulation gives the same file.
#pragma once

#include <string>

#include "scheduler/model/error.hpp"
#include "scheduler/sim/outcome.hpp"

namespace sluice::sim {

/// The file appears under its name when it is complete. Error: what could not be written, and why.
Result<void> write_hdf5(const Outcome& outcome, const std::string& path);

}  // namespace sluice::sim
