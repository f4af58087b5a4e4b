// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/bonds.hpp"

#include <algorithm>
#include <numeric>

namespace sluice::docking {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

bool bonded(const PdbqtAtom& a, const PdbqtAtom& b) {
    constexpr double allowance = 1.1;
    if (is_hydrogen(*a.type) && is_hydrogen(*b.type)) return false;
    const double longest = allowance * (a.type->covalent_radius + b.type->covalent_radius);
    return distance2(a.position, b.position) < longest * longest;
}

void join(BondLists& bonds, int a, int b) {
    bonds[at(a)].push_back(b);
    bonds[at(b)].push_back(a);
}

}  // namespace

BondLists find_bonds(const std::vector<PdbqtAtom>& atoms) {
    constexpr double longest = 4;  // A, of any bond
    std::vector<int> along_x(atoms.size());
    std::iota(along_x.begin(), along_x.end(), 0);
    const auto x = [&](int atom) { return atoms[at(atom)].position.x; };
    std::ranges::stable_sort(along_x, {}, x);
    BondLists bonds(atoms.size());
    for (auto a = along_x.begin(); a != along_x.end(); ++a) {
        for (auto b = a + 1; b != along_x.end() && x(*b) - x(*a) < longest; ++b) {
            if (bonded(atoms[at(*a)], atoms[at(*b)])) join(bonds, *a, *b);
        }
    }
    return bonds;
}

BondLists find_bonds(const PdbqtLigand& ligand) {
    BondLists bonds(ligand.atoms.size());
    for (const PdbqtFragment& fragment : ligand.fragments) {
        for (auto a = fragment.atoms.begin(); a != fragment.atoms.end(); ++a) {
            for (auto b = a + 1; b != fragment.atoms.end(); ++b) {
                if (bonded(ligand.atoms[at(*a)], ligand.atoms[at(*b)])) join(bonds, *a, *b);
            }
        }
        if (fragment.parent >= 0) join(bonds, fragment.parent_atom, fragment.own_atom);
    }
    return bonds;
}

std::vector<int> bonds_apart(const BondLists& bonds, int from, int limit) {
    std::vector<int> apart(bonds.size(), limit);
    std::vector<int> frontier{from};
    apart[at(from)] = 0;
    for (int steps = 1; steps < limit; ++steps) {
        std::vector<int> next;
        for (const int atom : frontier) {
            for (const int other : bonds[at(atom)]) {
                if (apart[at(other)] <= steps) continue;
                apart[at(other)] = steps;
                next.push_back(other);
            }
        }
        frontier = std::move(next);
    }
    return apart;
}

}  // namespace sluice::docking
