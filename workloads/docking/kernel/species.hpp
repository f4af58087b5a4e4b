// SPDX-License-Identifier: Apache-2.0
// What an atom is to the scoring function, and the AutoDock atom types that PDBQT files name.
#pragma once

#include <compare>
#include <string_view>

namespace sluice::docking {

/// An AutoDock atom type.
struct AtomType {
    std::string_view name;   // as in the last columns of PDBQT
    double covalent_radius;  // A, to find bonds
    double radius;           // A, of the scoring function
    enum class Kind { carbon, nitrogen, oxygen, sulphur, phosphorus, silicon, halogen, metal, hydrogen } kind;
    bool accepts;  // hydrogen bonds
};

/// Null if there is no such type.
const AtomType* find_atom_type(std::string_view name);

inline bool is_hydrogen(const AtomType& type) { return type.kind == AtomType::Kind::hydrogen; }

/// Makes a carbon next to it polar.
inline bool is_hetero(const AtomType& type) {
    return type.kind != AtomType::Kind::carbon && type.kind != AtomType::Kind::hydrogen;
}

/// What the scoring function asks about a heavy atom. Trott and Olson, J. Comput. Chem. 31, 455 (2010).
struct Species {
    double radius = 0;  // A
    bool hydrophobic = false, donor = false, acceptor = false;

    friend auto operator<=>(const Species&, const Species&) = default;
};

/// An atom's surroundings as far as they decide its species.
struct Neighbourhood {
    bool hetero = false, polar_hydrogen = false;
};

Species species_of(const AtomType& type, Neighbourhood bonded);

}  // namespace sluice::docking
