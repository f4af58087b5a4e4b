// SPDX-License-Identifier: Apache-2.0
// Receptor and ligand as the scoring function and the search see them. Hydrogens decide what their neighbours
// are and move along, but take no part in the score.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "workloads/docking/kernel/pdbqt.hpp"
#include "workloads/docking/kernel/species.hpp"

namespace sluice::docking {

struct Receptor {
    struct Atom {
        Vec3 position;
        Species species;
    };
    std::vector<Atom> atoms;  // heavy ones
};

Receptor make_receptor(const PdbqtReceptor& file);

/// Where a ligand is: its root moved to `position` and turned, each fragment turned about its bond.
struct Pose {
    Vec3 position;  // of the root's centre, A
    Quaternion orientation;
    std::vector<double> torsions;  // radians, of fragments 1, 2, ..., relative to the file
};

struct Ligand {
    /// A part that moves as one. Its `origin` is an atom on the bond about which it turns (of the root, the
    /// centre).
    struct Fragment {
        int parent;   // -1 for the root; a parent comes before its children
        Vec3 offset;  // of the origin from the parent's, as in the file
        Vec3 axis;    // unit vector of the bond, as in the file
    };
    struct Atom {
        Vec3 offset;  // from the fragment's origin, as in the file
        int fragment;
        Species species;
        bool heavy;
    };
    /// Heavy atoms whose distance changes with torsions, more than three bonds apart.
    using Pair = std::array<int, 2>;

    std::vector<Fragment> fragments;
    std::vector<Atom> atoms;
    std::vector<Pair> pairs;
    std::vector<std::vector<int>> bonds;  // neighbours of each atom
    double rotors = 0;                    // active torsions as the scoring function counts them
    Vec3 centre;                          // of the root in the file

    int torsions() const { return static_cast<int>(fragments.size()) - 1; }
    int heavy_atoms() const;
    Pose pose_in_file() const;
};

Ligand make_ligand(const PdbqtLigand& file);

/// Positions of all atoms.
std::vector<Vec3> place(const Ligand& ligand, const Pose& pose);

}  // namespace sluice::docking
