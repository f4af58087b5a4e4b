// SPDX-License-Identifier: Apache-2.0
// Ways to exchange a ligand's heavy atoms that leave its elements and bonds as they are: a phenyl ring turned
// over is the same ring.
#pragma once

#include <vector>

#include "workloads/docking/kernel/molecule.hpp"

namespace sluice::docking {

class Symmetry {
  public:
    Symmetry(const PdbqtLigand& file, const Ligand& ligand);

    /// Least root mean square distance over all exchanges, A. Positions are of all atoms.
    double rmsd(const std::vector<Vec3>& a, const std::vector<Vec3>& b) const;

    std::size_t exchanges() const { return exchanges_.size(); }

  private:
    std::vector<int> heavy_;
    std::vector<std::vector<int>> exchanges_;  // [exchange][k]: partner of heavy_[k]
};

}  // namespace sluice::docking
