// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/molecule.hpp"

#include <algorithm>

#include "workloads/docking/kernel/bonds.hpp"

namespace sluice::docking {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

Neighbourhood neighbourhood(const std::vector<PdbqtAtom>& atoms, const std::vector<int>& bonded) {
    Neighbourhood around;
    for (const int other : bonded) {
        const AtomType& type = *atoms[at(other)].type;
        around.hetero |= is_hetero(type);
        around.polar_hydrogen |= type.name == "HD";
    }
    return around;
}

/// Atoms whose distance from a fragment's atoms never changes: its own, and both ends of its bonds to others.
std::vector<std::vector<int>> rigid_sets(const PdbqtLigand& file) {
    std::vector<std::vector<int>> sets;
    for (const PdbqtFragment& fragment : file.fragments) sets.push_back(fragment.atoms);
    for (std::size_t k = 1; k < file.fragments.size(); ++k) {
        const PdbqtFragment& fragment = file.fragments[k];
        sets[k].push_back(fragment.parent_atom);
        sets[at(fragment.parent)].push_back(fragment.own_atom);
    }
    return sets;
}

std::vector<std::vector<bool>> fixed_distances(const PdbqtLigand& file) {
    const std::size_t n = file.atoms.size();
    std::vector<std::vector<bool>> fixed(n, std::vector<bool>(n, false));
    for (const auto& set : rigid_sets(file)) {
        for (const int a : set) {
            for (const int b : set) fixed[at(a)][at(b)] = true;
        }
    }
    return fixed;
}

std::vector<Ligand::Pair> moving_pairs(const PdbqtLigand& file, const Ligand& ligand) {
    constexpr int nearest = 4;  // bonds apart
    const auto fixed = fixed_distances(file);
    const int n = static_cast<int>(ligand.atoms.size());
    std::vector<Ligand::Pair> pairs;
    for (int a = 0; a < n; ++a) {
        const std::vector<int> apart = bonds_apart(ligand.bonds, a, nearest);
        for (int b = a + 1; b < n; ++b) {
            const bool both_heavy = ligand.atoms[at(a)].heavy && ligand.atoms[at(b)].heavy;
            if (both_heavy && !fixed[at(a)][at(b)] && apart[at(b)] >= nearest) pairs.push_back({a, b});
        }
    }
    return pairs;
}

int heavy_neighbours(const Ligand& ligand, int atom) {
    return static_cast<int>(std::ranges::count_if(ligand.bonds[at(atom)],
                                                  [&](int other) { return ligand.atoms[at(other)].heavy; }));
}

/// Half a rotor for each end of a rotatable bond that has other heavy neighbours.
double count_rotors(const PdbqtLigand& file, const Ligand& ligand) {
    double rotors = 0;
    for (std::size_t k = 1; k < file.fragments.size(); ++k) {
        for (const int end : {file.fragments[k].parent_atom, file.fragments[k].own_atom}) {
            if (heavy_neighbours(ligand, end) > 1) rotors += 0.5;
        }
    }
    return rotors;
}

Vec3 centre_of(const PdbqtLigand& file, const std::vector<int>& atoms) {
    Vec3 sum;
    for (const int atom : atoms) sum = sum + file.atoms[at(atom)].position;
    return (1.0 / static_cast<double>(atoms.size())) * sum;
}

void add_fragments(const PdbqtLigand& file, Ligand& ligand) {
    std::vector<Vec3> origins{ligand.centre};
    ligand.fragments.push_back({-1, ligand.centre, {}});
    for (std::size_t k = 1; k < file.fragments.size(); ++k) {
        const PdbqtFragment& fragment = file.fragments[k];
        const Vec3 own = file.atoms[at(fragment.own_atom)].position;
        const Vec3 bond = own - file.atoms[at(fragment.parent_atom)].position;
        if (length(bond) < 1e-3) {
            throw PdbqtError{file.atoms[at(fragment.own_atom)].line,
                             "the bond that this atom turns about has no length"};
        }
        origins.push_back(own);
        ligand.fragments.push_back(
            {fragment.parent, own - origins[at(fragment.parent)], (1 / length(bond)) * bond});
    }
    ligand.atoms.resize(file.atoms.size());
    for (std::size_t k = 0; k < file.fragments.size(); ++k) {
        for (const int atom : file.fragments[k].atoms) {
            ligand.atoms[at(atom)].fragment = static_cast<int>(k);
            ligand.atoms[at(atom)].offset = file.atoms[at(atom)].position - origins[k];
        }
    }
}

/// The turn of a fragment against its parent.
Quaternion turn(const Ligand::Fragment& fragment, double angle) {
    return from_rotation_vector(angle * fragment.axis);
}

}  // namespace

Receptor make_receptor(const PdbqtReceptor& file) {
    const auto bonds = find_bonds(file.atoms);
    Receptor receptor;
    for (std::size_t k = 0; k < file.atoms.size(); ++k) {
        const PdbqtAtom& atom = file.atoms[k];
        if (is_hydrogen(*atom.type)) continue;
        receptor.atoms.push_back(
            {atom.position, species_of(*atom.type, neighbourhood(file.atoms, bonds[k]))});
    }
    return receptor;
}

Ligand make_ligand(const PdbqtLigand& file) {
    Ligand ligand;
    ligand.bonds = find_bonds(file);
    ligand.centre = centre_of(file, file.fragments.front().atoms);
    add_fragments(file, ligand);
    for (std::size_t k = 0; k < file.atoms.size(); ++k) {
        const AtomType& type = *file.atoms[k].type;
        ligand.atoms[k].heavy = !is_hydrogen(type);
        ligand.atoms[k].species = species_of(type, neighbourhood(file.atoms, ligand.bonds[k]));
    }
    ligand.pairs = moving_pairs(file, ligand);
    ligand.rotors = count_rotors(file, ligand);
    return ligand;
}

int Ligand::heavy_atoms() const { return static_cast<int>(std::ranges::count_if(atoms, &Atom::heavy)); }

Pose Ligand::pose_in_file() const {
    return {centre, {}, std::vector<double>(static_cast<std::size_t>(torsions()), 0.0)};
}

std::vector<Vec3> place(const Ligand& ligand, const Pose& pose) {
    std::vector<Vec3> origins{pose.position};
    std::vector<Quaternion> turns{pose.orientation};
    for (std::size_t k = 1; k < ligand.fragments.size(); ++k) {
        const Ligand::Fragment& fragment = ligand.fragments[k];
        const Quaternion& parent = turns[at(fragment.parent)];
        origins.push_back(origins[at(fragment.parent)] + rotation_matrix(parent) * fragment.offset);
        turns.push_back(normalised(parent * turn(fragment, pose.torsions[k - 1])));
    }
    std::vector<Vec3> positions;
    for (const Ligand::Atom& atom : ligand.atoms) {
        positions.push_back(origins[at(atom.fragment)] +
                            rotation_matrix(turns[at(atom.fragment)]) * atom.offset);
    }
    return positions;
}

}  // namespace sluice::docking
