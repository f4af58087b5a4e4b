// SPDX-License-Identifier: Apache-2.0
// Covalent bonds, which PDBQT does not list, from distances.
#pragma once

#include <vector>

#include "workloads/docking/kernel/pdbqt.hpp"

namespace sluice::docking {

/// Neighbours of each atom.
using BondLists = std::vector<std::vector<int>>;

/// Atoms nearer than 1.1 times the sum of their covalent radii.
BondLists find_bonds(const std::vector<PdbqtAtom>& atoms);

/// The same within the ligand's fragments; between them only the bonds that they turn about, so that a
/// crowded conformation in the file makes no false bonds.
BondLists find_bonds(const PdbqtLigand& ligand);

/// Bonds between `from` and each atom, `limit` for those at least as far.
std::vector<int> bonds_apart(const BondLists& bonds, int from, int limit);

}  // namespace sluice::docking
