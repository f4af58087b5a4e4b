// SPDX-License-Identifier: Apache-2.0
// The numbers of a run, and its last picture, from its finished file: one process, no MPI.
#pragma once

#include "workloads/climate/options.hpp"

namespace sluice::climate {

/// Throws io::Error if the file cannot be read or is not one of ours.
void report(const ReportOptions& options);

}  // namespace sluice::climate
