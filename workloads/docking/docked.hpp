// SPDX-License-Identifier: Apache-2.0
// What docking a ligand gave, as it travels between ranks and to the file and back.
#pragma once

#include <vector>

#include "workloads/docking/kernel/docking.hpp"

namespace sluice::docking {

using Poses = std::vector<RankedPose>;

/// Numbers in a row; all poses have positions for `atoms` atoms.
std::vector<double> pack(const Poses& poses);
Poses unpack(const std::vector<double>& numbers, std::size_t atoms);

}  // namespace sluice::docking
