// SPDX-License-Identifier: Apache-2.0
// PDBQT text: atoms of a rigid receptor, or a ligand with its tree of torsions. Knows nothing of chemistry
// beyond the names of atom types.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/docking/kernel/species.hpp"
#include "workloads/docking/kernel/vec3.hpp"

namespace sluice::docking {

/// A mistake in the text.
struct PdbqtError : std::runtime_error {
    PdbqtError(int line_number, const std::string& cause) : std::runtime_error{cause}, line{line_number} {}
    int line;  // counted from 1
};

struct PdbqtAtom {
    Vec3 position;         // A
    const AtomType* type;  // never null
    int serial;
    int line;  // counted from 1
};

/// Atoms [first_atom, end_atom) move together. Fragment 0 is the root; the others turn about the bond from
/// `parent_atom`, of their parent, to `own_atom`, of their own.
struct PdbqtFragment {
    int parent = -1;
    int parent_atom = -1, own_atom = -1;
    std::vector<int> atoms;
};

struct PdbqtReceptor {
    std::vector<PdbqtAtom> atoms;
};

struct PdbqtLigand {
    std::vector<PdbqtAtom> atoms;
    std::vector<PdbqtFragment> fragments;  // a parent comes before its children
    std::vector<std::string> lines;        // of the file; the positions in them are replaced for output
};

/// Both throw PdbqtError.
PdbqtReceptor parse_receptor(std::string_view text);
PdbqtLigand parse_ligand(std::string_view text);

/// The ligand's lines with atoms at `positions`, without the lines that say nothing of the molecule.
std::string pdbqt_text(const PdbqtLigand& ligand, const std::vector<Vec3>& positions);

}  // namespace sluice::docking
