// SPDX-License-Identifier: Apache-2.0
// Vina's scoring function, exactly and in double precision, for a pose that does not move.
// Source: Trott and Olson, J. Comput. Chem. 31, 455 (2010), table 1.
#pragma once

#include <span>

#include "workloads/docking/kernel/molecule.hpp"

namespace sluice::docking {

inline constexpr double kCutoff = 8;  // A, between centres
inline constexpr double kRotorWeight = 0.05846;

/// Weighted, kcal/mol.
struct Terms {
    double gauss1 = 0, gauss2 = 0, repulsion = 0, hydrophobic = 0, hydrogen_bond = 0;

    double sum() const { return gauss1 + gauss2 + repulsion + hydrophobic + hydrogen_bond; }
    Terms& operator+=(const Terms& other);
};

Terms operator*(double factor, const Terms& terms);

/// Of two atoms `distance` (A) apart; nothing from the cutoff on.
Terms pair_terms(const Species& a, const Species& b, double distance);

/// The same as AutoDock Vina reports it: the mean over the ends of a bin of squared distance, 1/32 A2 wide.
/// With it scores agree with Vina's to the last digit that it prints; without, to about 0.01 kcal/mol.
Terms binned_pair_terms(const Species& a, const Species& b, double r2);

/// kcal/mol. The published score leaves the internal energy out: it is that of the ligand before it binds,
/// too.
struct Score {
    Terms terms;       // between receptor and ligand
    double inter = 0;  // their sum
    double intra = 0;  // between the ligand's own atoms
    double total = 0;  // inter / (1 + 0.05846 rotors)

    double search_energy() const { return inter + intra; }  // what the search minimises and ranks by
};

Score score(const Receptor& receptor, const Ligand& ligand, std::span<const Vec3> positions);

}  // namespace sluice::docking
