// SPDX-License-Identifier: Apache-2.0
// The scoring function (score.hpp) and its slope for eight pairs of atoms at once, in single precision.
#pragma once

#include "workloads/docking/kernel/lanes.hpp"
#include "workloads/docking/kernel/score.hpp"

namespace sluice::docking {

/// What the function needs to know of two species. Lanes may differ.
struct PairKind {
    F8 contact;                     // sum of radii, A
    F8 hydrophobic, hydrogen_bond;  // weight if the pair has it, else 0
};

PairKind pair_kind(const Species& a, const Species& b);

struct PairEnergy {
    F8 energy;  // kcal/mol
    F8 slope;   // dE/dr divided by r: times a difference of positions it is a gradient
};

namespace pair_detail {

/// weight x a ramp from 1 at `good` down to 0 at `bad`; its derivative is added to `slope`.
inline F8 ramp(F8 d, F8 weight, float good, float bad, F8& slope) {
    const float steepness = 1 / (bad - good);
    const F8 height = min(max((bad - d) * steepness, all(0)), all(1));
    slope += (d > good) & (d < bad) ? -steepness * weight : all(0);
    return weight * height;
}

}  // namespace pair_detail

/// Zero beyond the cutoff.
inline PairEnergy pair_energy(const PairKind& kind, F8 r2) {
    const F8 r = sqrt(max(r2, all(1e-6F)));
    const F8 d = r - kind.contact;
    const F8 away = d - 3;
    const F8 narrow = -0.035579F * exp_of_negative(-4 * d * d);
    const F8 wide = -0.005156F * exp_of_negative(-0.25F * away * away);
    const F8 overlap = min(d, all(0));
    F8 slope = -8 * d * narrow - 0.5F * away * wide + 2 * 0.840245F * overlap;
    F8 energy = narrow + wide + 0.840245F * overlap * overlap;
    energy += pair_detail::ramp(d, kind.hydrophobic, 0.5F, 1.5F, slope);
    energy += pair_detail::ramp(d, kind.hydrogen_bond, -0.7F, 0, slope);
    const I8 near = r2 < static_cast<float>(kCutoff * kCutoff);
    return {near ? energy : all(0), near ? slope / r : all(0)};
}

/// Softens repulsion: an energy e above 0 becomes e cap / (e + cap). Slopes shrink with it.
inline F8 soften(F8& energy, float cap) {
    const F8 factor = cap / (cap + max(energy, all(0)));
    energy *= factor;
    return factor * factor;
}

}  // namespace sluice::docking
