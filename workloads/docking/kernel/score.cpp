// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/score.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::docking {
namespace {

/// From 1 at `good` to 0 at `bad`.
double ramp(double x, double good, double bad) { return std::clamp((bad - x) / (bad - good), 0.0, 1.0); }

double square(double x) { return x * x; }

}  // namespace

Terms& Terms::operator+=(const Terms& other) {
    gauss1 += other.gauss1;
    gauss2 += other.gauss2;
    repulsion += other.repulsion;
    hydrophobic += other.hydrophobic;
    hydrogen_bond += other.hydrogen_bond;
    return *this;
}

Terms operator*(double factor, const Terms& terms) {
    return {factor * terms.gauss1, factor * terms.gauss2, factor * terms.repulsion,
            factor * terms.hydrophobic, factor * terms.hydrogen_bond};
}

Terms pair_terms(const Species& a, const Species& b, double distance) {
    if (distance >= kCutoff) return {};
    const double d = distance - a.radius - b.radius;
    const bool bonding = (a.donor && b.acceptor) || (a.acceptor && b.donor);
    return {.gauss1 = -0.035579 * std::exp(-square(d / 0.5)),
            .gauss2 = -0.005156 * std::exp(-square((d - 3) / 2)),
            .repulsion = d < 0 ? 0.840245 * square(d) : 0,
            .hydrophobic = a.hydrophobic && b.hydrophobic ? -0.035069 * ramp(d, 0.5, 1.5) : 0,
            .hydrogen_bond = bonding ? -0.587439 * ramp(d, -0.7, 0) : 0};
}

Terms binned_pair_terms(const Species& a, const Species& b, double r2) {
    constexpr double bins = 32;  // per square angstrom
    const double bin = std::floor(r2 * bins);
    Terms mean = pair_terms(a, b, std::sqrt(bin / bins));
    mean += pair_terms(a, b, std::sqrt((bin + 1) / bins));
    return 0.5 * mean;
}

Score score(const Receptor& receptor, const Ligand& ligand, std::span<const Vec3> positions) {
    Score result;
    for (std::size_t k = 0; k < positions.size(); ++k) {
        if (!ligand.atoms[k].heavy) continue;
        for (const Receptor::Atom& atom : receptor.atoms) {
            const double r2 = distance2(atom.position, positions[k]);
            if (r2 >= square(kCutoff)) continue;
            result.terms += binned_pair_terms(ligand.atoms[k].species, atom.species, r2);
        }
    }
    for (const auto& [a, b] : ligand.pairs) {
        const auto i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
        const double r2 = distance2(positions[i], positions[j]);
        if (r2 >= square(kCutoff)) continue;
        result.intra += binned_pair_terms(ligand.atoms[i].species, ligand.atoms[j].species, r2).sum();
    }
    result.inter = result.terms.sum();
    result.total = result.inter / (1 + kRotorWeight * ligand.rotors);
    return result;
}

}  // namespace sluice::docking
