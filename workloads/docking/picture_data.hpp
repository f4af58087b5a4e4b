// SPDX-License-Identifier: Apache-2.0
// What the picture of a screening shows: the ranking as a table with bars, and the best pose in its pocket.
#pragma once

#include "io/file.hpp"
#include "workloads/docking/results.hpp"

namespace sluice::docking {

/// Adds the variables that are drawn and says so in the attribute `plots`; nothing while no ligand has a pose. One
/// process. The file has the axis `xyz` already. Throws io::Error.
void add_picture_data(io::File& file, const Library& library, const AllPoses& results);

}  // namespace sluice::docking
